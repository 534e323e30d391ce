package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.gateway.OperationGateway.Submission;
import io.clinker.model.AttachmentId;
import io.clinker.model.OperationId;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.AttachmentInput;
import io.clinker.operations.OperationInput;
import io.clinker.store.AttachmentRow;
import io.clinker.store.VolumeRow;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OlderAttachCallsApiTest {
  private static final String CONNECTOR = "{\"host\":\"host1\"}";

  private static ApiServer server;
  private static Rows rows;

  private VolumeRow volume;

  @BeforeAll
  static void start() {
    server = new ApiServer();
    rows = new Rows(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void unattached() {
    volume = rows.inserted(rows.volume("v", 1, "available", "detached"));
    server.gateway().answer(request -> new Submission.Unavailable("nothing was arranged"));
  }

  private ApiServer.Answer act(String body) {
    return server.at("3.0", "POST", "/volumes/" + volume.id() + "/action", body);
  }

  private OperationInput asked() {
    return server.gateway().last().input();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"os-attach\":{}} | 'mountpoint' is a required property",
        "{\"os-attach\":{\"mountpoint\":\"/dev/vdb\"}} | 'instance_uuid' or 'host_name'",
        "{\"os-attach\":{\"mountpoint\":\"\",\"host_name\":\"h\"}} | mountpoint",
        "{\"os-attach\":{\"mountpoint\":\"a\",\"host_name\":\"h\",\"mode\":\"x\"}} | mode",
        "{\"os-attach\":{\"mountpoint\":\"a\",\"instance_uuid\":\"x\"}} | instance_uuid",
        "{\"os-attach\":{\"mountpoint\":\"a\",\"host_name\":\"h\",\"x\":1}} | 'x' was unexpected",
        "{\"os-detach\":\"x\"} | os-detach",
        "{\"os-detach\":{\"attachment_id\":\"x\"}} | attachment_id",
        "{\"os-detach\":{\"x\":1}} | 'x' was unexpected",
        "{\"os-initialize_connection\":{}} | 'connector' is a required property",
        "{\"os-initialize_connection\":{\"connector\":{}}} | connector",
        "{\"os-initialize_connection\":{\"connector\":\"\"}} | connector",
        "{\"os-initialize_connection\":{\"connector\":null}} | connector",
        "{\"os-initialize_connection\":{\"connector\":[1]}} | connector",
        "{\"os-terminate_connection\":{}} | 'connector' is a required property",
        "{\"os-terminate_connection\":{\"connector\":1}} | connector",
        "{\"os-force_detach\":{\"connector\":\"h\"}} | connector",
        "{\"os-force_detach\":{\"attachment_id\":1}} | attachment_id",
      })
  @Proves({33, 34, 35, 36, 44})
  void wrongBodiesNameTheMember(String body, String said) {
    ApiServer.Answer answer = act(body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.message()).contains(said);
  }

  @Test
  @Proves({33, 34, 35, 36, 44})
  void othersMayNotAndDoNotSee() {
    for (String body :
        List.of(
            "{\"os-attach\":{\"mountpoint\":\"a\",\"host_name\":\"h\"}}",
            "{\"os-detach\":null}",
            "{\"os-initialize_connection\":{\"connector\":" + CONNECTOR + "}}",
            "{\"os-terminate_connection\":{\"connector\":" + CONNECTOR + "}}")) {
      String path = "/volumes/" + volume.id() + "/action";
      assertThat(server.as("ff".repeat(16), "member", "3.0", "POST", path, body).status())
          .as(body)
          .isEqualTo(404);
      assertThat(server.as(ApiServer.PROJECT, "reader", "3.0", "POST", path, body).status())
          .as(body)
          .isEqualTo(403);
    }
    String force = "{\"os-force_detach\":{}}";
    String path = "/volumes/" + volume.id() + "/action";
    assertThat(server.as(ApiServer.PROJECT, "member", "3.0", "POST", path, force).status())
        .isEqualTo(403);
    assertThat(server.at("3.0", "POST", "/volumes/nothing/action", force).status()).isEqualTo(404);
  }

  @Test
  @Proves({34, 36, 44})
  void whatIsNotThereIsNoFailure() {
    for (String body :
        List.of(
            "{\"os-detach\":null}",
            "{\"os-detach\":{}}",
            "{\"os-detach\":{\"attachment_id\":\"" + AttachmentId.random() + "\"}}",
            "{\"os-terminate_connection\":{\"connector\":" + CONNECTOR + "}}",
            "{\"os-terminate_connection\":{\"connector\":null}}",
            "{\"os-force_detach\":{\"connector\":null,\"attachment_id\":null}}")) {
      act("{\"os-reserve\":null}");
      ApiServer.Answer answer = act(body);
      assertThat(answer.status()).as(body).isEqualTo(202);
      assertThat(answer.text()).isEmpty();
      assertThat(status()).as(body).isEqualTo("available");
    }
  }

  private String status() {
    return server.get("/volumes/" + volume.id()).json().at("/volume/status").asText();
  }

  @Test
  @Proves({34, 44})
  void anAttachmentMustBeClear() {
    AttachmentRow first = rows.insertedAttachment(volume);
    assertThat(act("{\"os-detach\":null}").status()).isEqualTo(503);
    assertThat(asked()).isEqualTo(new AttachmentInput.DeleteAttachment(first.id()));
    AttachmentRow second = rows.insertedAttachment(volume);
    ApiServer.Answer answer = act("{\"os-detach\":{}}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).contains("More than one attachment");
    act("{\"os-detach\":{\"attachment_id\":\"" + second.id() + "\"}}");
    assertThat(asked()).isEqualTo(new AttachmentInput.DeleteAttachment(second.id()));

    VolumeRow other = rows.inserted(rows.volume("o", 1, "in-use", "attached"));
    AttachmentRow elsewhere = rows.insertedAttachment(other);
    for (String action : List.of("os-detach", "os-force_detach")) {
      String body = "{\"%s\":{\"attachment_id\":\"%s\"}}".formatted(action, elsewhere.id());
      assertThat(act(body).status()).as(action).isEqualTo(400);
    }
    assertThat(
            act("{\"os-force_detach\":{\"attachment_id\":\"" + AttachmentId.random() + "\"}}")
                .message())
        .contains("VolumeAttachmentNotFound");
    assertThat(act("{\"os-terminate_connection\":{\"connector\":null}}").status()).isEqualTo(400);
  }

  @Test
  @Proves({33, 35, 36})
  void callsBecomeOperationsOnTheAttachmentThatIsMeant() {
    act("{\"os-initialize_connection\":{\"connector\":" + CONNECTOR + "}}");
    assertThat(asked())
        .isInstanceOfSatisfying(
            AttachmentInput.InitializeConnection.class,
            input -> {
              assertThat(input.known()).isFalse();
              assertThat(input.connector()).isEqualTo(Map.of("host", "host1"));
            });
    act("{\"os-attach\":{\"mountpoint\":\"/dev/vdb\",\"host_name\":\"h\"}}");
    assertThat(asked())
        .isInstanceOfSatisfying(
            AttachmentInput.Attach.class,
            input -> {
              assertThat(input.known()).isFalse();
              assertThat(input.mode()).isEqualTo("rw");
            });
    AttachmentRow row = rows.insertedAttachment(volume);
    act("{\"os-initialize_connection\":{\"connector\":\"host1\"}}");
    assertThat(asked())
        .isEqualTo(
            new AttachmentInput.InitializeConnection(
                row.id(), volume.id(), true, Map.of("host", "host1")));
    act("{\"os-terminate_connection\":{\"connector\":\"host1\"}}");
    assertThat(asked()).isEqualTo(new AttachmentInput.TerminateConnection(row.id()));
    act("{\"os-attach\":{\"mountpoint\":\"/dev/vdb\",\"host_name\":\"HOST1\",\"mode\":\"ro\"}}");
    assertThat(asked())
        .isEqualTo(
            new AttachmentInput.Attach(
                row.id(), volume.id(), true, null, "HOST1", "/dev/vdb", "ro"));
  }

  @Test
  @Proves({33, 34, 35, 36, 44})
  void aStepThatIsNotDoneInTimeIsA504() {
    AttachmentRow row = rows.insertedAttachment(volume);
    server
        .gateway()
        .answer(
            request ->
                new Submission.Accepted(
                    OperationId.random(), new AnswerRow.Attachment(row), false));
    for (String body :
        List.of(
            "{\"os-attach\":{\"mountpoint\":\"/dev/vdb\",\"host_name\":\"h\"}}",
            "{\"os-detach\":null}",
            "{\"os-initialize_connection\":{\"connector\":" + CONNECTOR + "}}",
            "{\"os-terminate_connection\":{\"connector\":" + CONNECTOR + "}}",
            "{\"os-force_detach\":{}}")) {
      ApiServer.Answer answer = act(body);
      assertThat(answer.status()).as(body).isEqualTo(504);
      assertThat(answer.json().has("computeFault")).as(answer.text()).isTrue();
    }
  }
}
