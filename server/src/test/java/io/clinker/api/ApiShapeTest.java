package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.api.ApiServer.Answer;
import io.clinker.gateway.OperationGateway.Cancellation;
import io.clinker.gateway.OperationGateway.Submission;
import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationInput;
import io.clinker.operations.Refusal;
import io.clinker.store.AttachmentRow;
import io.clinker.store.VolumeRow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statuses, headers and bodies as clients see them. */
class ApiShapeTest {
  @AutoClose private static final ApiServer server = new ApiServer();
  private final Rows rows = new Rows(server);
  private static final String NOWHERE = "00000000-0000-4000-8000-000000000000";

  @BeforeEach
  void forget() {
    for (String table : List.of("volume", "attachment", "quota_limit", "idempotency")) {
      server.database().run("delete from " + table);
    }
  }

  @Test
  void versionsNeedNoToken() {
    Answer root = server.raw("GET", "/", "");

    assertThat(root.status()).isEqualTo(300);
    assertThat(root.json().path("versions").path(0).path("version").asText()).isEqualTo("3.71");
    assertThat(server.raw("GET", "/v3/", "").status()).isEqualTo(200);
    assertThat(server.raw("GET", "/healthcheck", "").text()).isEqualTo("OK");
  }

  @Test
  void requestWithoutTokenIsGivenOne() {
    Answer answer = server.raw("GET", "/v3/" + ApiServer.PROJECT + "/volumes", "");

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("X-Auth-Token")).isEqualTo("admin:admin");
  }

  @Test
  void everyAnswerNamesRequestAndVersion() {
    Answer answer = server.get("/volumes");

    assertThat(answer.header("OpenStack-API-Version")).isEqualTo("volume 3.71");
    assertThat(answer.header("Vary")).isEqualTo("OpenStack-API-Version");
    assertThat(answer.header("x-openstack-request-id"))
        .startsWith("req-")
        .isEqualTo(answer.header("x-compute-request-id"));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nothing",
    "GET, /volumes/",
    "PATCH, /volumes",
    "OPTIONS, /volumes",
    "GET, /volumes/a/b/c"
  })
  void whatIsNotRoutedHasABodyOfItsOwn(String method, String path) {
    Answer answer = server.send(method, path, "");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json().path("code").asText()).isEqualTo("404 Not Found");
    assertThat(answer.header("OpenStack-API-Version")).isEmpty();
  }

  @Test
  void routedPathWithoutSuchAMethodIsAFault() {
    assertThat(server.send("POST", "/limits", "{}").json().has("itemNotFound")).isTrue();
  }

  @Test
  void unsupportedVersionIsNotAcceptable() {
    Answer answer =
        server.raw(
            "GET",
            "/v3/volumes",
            "",
            "X-Auth-Token",
            "u1:" + ApiServer.PROJECT,
            "OpenStack-API-Version",
            "volume 3.99");

    assertThat(answer.status()).isEqualTo(406);
    assertThat(answer.json().has("computeFault")).isTrue();
    assertThat(answer.header("OpenStack-API-Version")).isEqualTo("volume 3.99");
  }

  @Test
  @Proves({12})
  void endpointOfALaterVersionIsNotFound() {
    String token = "u1:" + ApiServer.PROJECT;

    Answer before =
        server.raw(
            "GET",
            "/v3/volumes/summary",
            "",
            "X-Auth-Token",
            token,
            "OpenStack-API-Version",
            "volume 3.11");
    assertThat(before.status()).isEqualTo(404);
    assertThat(before.message()).isEqualTo("The resource could not be found.");
    assertThat(server.raw("GET", "/v3/attachments", "", "X-Auth-Token", token).status())
        .isEqualTo(404);
  }

  @Test
  void projectOfTheUrlMustBeTheTokens() {
    Answer answer = server.raw("GET", "/v3/ffff/volumes", "", "X-Auth-Token", "u1:aaaa");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).isEqualTo("Malformed request url");
  }

  @Test
  @Proves({10})
  void linksHaveTheProjectIfTheRequestHadIt() {
    VolumeRow row = rows.inserted(rows.volume("one", 0, "available", "detached"));
    String token = "u1:" + ApiServer.PROJECT;

    Answer plain = server.raw("GET", "/v3/volumes", "", "X-Auth-Token", token);
    assertThat(plain.text())
        .isEqualTo(
            ("{\"volumes\":[{\"id\":\"%1$s\",\"name\":\"one\",\"links\":[{\"rel\":\"self\",\"href\":"
                    + "\"http://api/v3/volumes/%1$s\"},{\"rel\":\"bookmark\",\"href\":"
                    + "\"http://api/volumes/%1$s\"}]}]}")
                .formatted(row.id()));
    assertThat(server.get("/volumes").text())
        .contains("http://api/v3/" + ApiServer.PROJECT + "/volumes/" + row.id())
        .contains("http://api/" + ApiServer.PROJECT + "/volumes/" + row.id());
  }

  @Test
  @Proves({14})
  void volumeHasExactlyTheMembersOfItsVersion() {
    VolumeRow row = rows.inserted(rows.volume("one", 0, "available", "detached"));

    Answer oldest =
        server.raw("GET", "/v3/volumes/" + row.id(), "", "X-Auth-Token", "u1:" + ApiServer.PROJECT);
    List<String> members = new ArrayList<>();
    oldest.json().path("volume").fieldNames().forEachRemaining(members::add);
    assertThat(members)
        .containsExactly(
            "id",
            "status",
            "size",
            "availability_zone",
            "created_at",
            "updated_at",
            "name",
            "description",
            "volume_type",
            "snapshot_id",
            "source_volid",
            "metadata",
            "links",
            "user_id",
            "bootable",
            "encrypted",
            "replication_status",
            "consistencygroup_id",
            "multiattach",
            "attachments",
            "migration_status",
            "os-vol-host-attr:host",
            "os-vol-tenant-attr:tenant_id",
            "os-vol-mig-status-attr:migstat",
            "os-vol-mig-status-attr:name_id");
    assertThat(oldest.json().path("volume").path("bootable").asText()).isEqualTo("false");
    assertThat(oldest.json().path("volume").path("created_at").asText())
        .isEqualTo("2026-11-22T10:00:00.000001");
    assertThat(oldest.json().path("volume").path("os-vol-host-attr:host").asText())
        .isEqualTo("clinker@file#default");
    assertThat(server.get("/volumes/" + row.id()).json().path("volume").fieldNames())
        .toIterable()
        .contains(
            "group_id",
            "provider_id",
            "shared_targets",
            "service_uuid",
            "cluster_name",
            "volume_type_id",
            "consumes_quota");
  }

  @Test
  @Proves({10, 11})
  void administratorsFilterByTheHost() {
    String id = rows.inserted(rows.volume("placed", 0, "available", "detached")).id().value();
    for (String host : List.of("clinker@file", "clinker@file%23default")) {
      assertThat(server.get("/volumes?host=" + host).text()).contains(id);
      assertThat(server.get("/volumes/detail?cluster_name=" + host).text()).contains(id);
    }
    for (String host : List.of("clinker@another", "clinker@file%23x", "file", "None")) {
      assertThat(server.get("/volumes?host=" + host).text()).doesNotContain(id);
    }
    assertThat(
            server
                .as(ApiServer.PROJECT, "member", "3.31", "GET", "/volumes?host=clinker@file", "")
                .message())
        .contains("Invalid filters host");
  }

  @Test
  @Proves({11, 66, 67, 68})
  void attachmentsOfAVolumeCarryItsIdAsTheirs() {
    VolumeRow row = rows.inserted(rows.volume("one", 0, "in-use", "attached"));
    AttachmentRow attachment = rows.insertedAttachment(row);
    server
        .database()
        .run("update attachment set connection_info = '{\"target_portal\":\"127.0.0.1:3260\"}'");

    Answer answer = server.get("/volumes/detail");

    assertThat(answer.json().path("volumes").path(0).path("attachments").path(0).toString())
        .isEqualTo(
            ("{\"id\":\"%1$s\",\"attachment_id\":\"%2$s\",\"volume_id\":\"%1$s\","
                    + "\"server_id\":\"%3$s\",\"host_name\":\"host1\",\"device\":\"/dev/vdb\","
                    + "\"attached_at\":\"2026-11-22T10:00:00.000001\"}")
                .formatted(row.id(), attachment.id(), attachment.instanceUuid()));
    String hostName = "/volume/attachments/0/host_name";
    String shown = "/volumes/" + row.id();
    assertThat(server.as(ApiServer.PROJECT, "service", "3.0", "GET", shown, "").status())
        .isEqualTo(403);
    assertThat(
            server
                .as(ApiServer.PROJECT, "member+service", "3.0", "GET", shown, "")
                .json()
                .at(hostName)
                .asText())
        .isEqualTo("host1");
    assertThat(
            server
                .as(ApiServer.PROJECT, "member", "3.0", "GET", shown, "")
                .json()
                .at(hostName)
                .isNull())
        .isTrue();
    assertThat(
            server
                .get("/attachments/" + attachment.id())
                .json()
                .path("attachment")
                .path("connection_info")
                .path("driver_volume_type")
                .asText())
        .isEqualTo("iscsi");
    assertThat(server.get("/attachments/detail").json().at("/attachments/0/instance").asText())
        .isEqualTo(attachment.instanceUuid());
    assertThat(server.get("/attachments?status=attached").text()).isEqualTo("{\"attachments\":[]}");
    assertThat(server.get("/attachments?attach_status=attached").text()).contains("attached");
  }

  @Test
  @Proves({10})
  void pagesFollowEachOtherToAnEmptyOne() {
    for (int index = 0; index < 4; index++) {
      rows.inserted(rows.volume("v" + index, index, "available", "detached"));
    }
    List<String> names = new ArrayList<>();
    String path = "/volumes?limit=2&sort=name:asc&with_count=true";
    int pages = 0;
    while (!path.isEmpty()) {
      Answer answer = server.get(path);
      answer.json().path("volumes").forEach(one -> names.add(one.path("name").asText()));
      assertThat(answer.json().path("count").asInt()).isEqualTo(4);
      String next = answer.json().path("volumes_links").path(0).path("href").asText();
      path = next.isEmpty() ? "" : next.substring(next.indexOf("/volumes"));
      pages++;
    }

    assertThat(names).containsExactly("v0", "v1", "v2", "v3");
    assertThat(pages).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "/volumes?name=v1, v1",
    "/volumes?metadata=%7B'k':'v2'%7D, v2",
    "/volumes?status=error, v3",
    "/volumes?limit=1, v3",
    "/volumes?limit=1&sort=created_at:asc, v1",
    "/volumes?limit=1&offset=1, v2",
    "/volumes?created_at=lt:2026-11-22T10:00:01.5, v1",
    "/volumes?name~=1, v1"
  })
  void listsAreFiltered(String path, String name) {
    for (int index = 1; index <= 3; index++) {
      rows.inserted(
          rows.volume("v" + index, index, index == 3 ? "error" : "available", "detached"));
    }

    Answer answer = server.get(path);

    assertThat(answer.json().path("volumes").size()).isEqualTo(1);
    assertThat(answer.json().path("volumes").path(0).path("name").asText()).isEqualTo(name);
  }

  @Test
  void unknownMarkerIsNotFound() {
    assertThat(server.get("/volumes?marker=" + NOWHERE).message())
        .isEqualTo("Volume " + NOWHERE + " could not be found.");
  }

  @ParameterizedTest
  @CsvSource({
    "/volumes/x, Volume x could not be found.",
    "/volumes/" + NOWHERE + ", Volume " + NOWHERE + " could not be found.",
    "/snapshots/x, Snapshot x could not be found.",
    "/types/x, Volume type x could not be found.",
    "/messages/x, Message x could not be found.",
    "/operations/x, Operation x could not be found.",
    "/attachments/x, Volume attachment could not be found with filter: attachment_id = x."
  })
  void whatIsNotThereIsNotFound(String path, String message) {
    Answer answer = server.get(path);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.message()).isEqualTo(message);
  }

  @Test
  @Proves({13})
  void acceptedCreateAnswersWithTheRowAndNamesTheOperation() {
    OperationId operation = OperationId.random();
    VolumeRow row = rows.volume("one", 0, "creating", "detached");
    server
        .gateway()
        .answer(request -> new Submission.Accepted(operation, new AnswerRow.Volume(row), false));

    Answer answer =
        server.send("POST", "/volumes", "{\"volume\":{\"size\":\"1\",\"name\":\" one \"}}");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("X-Clinker-Operation")).isEqualTo(operation.value());
    assertThat(answer.json().path("volume").path("status").asText()).isEqualTo("creating");
    assertThat(answer.json().path("volume").has("os-vol-host-attr:host")).isFalse();
    OperationInput.CreateVolume input =
        (OperationInput.CreateVolume) server.gateway().last().input();
    assertThat(input.name()).isEqualTo("one");
    assertThat(input.sizeGib()).isEqualTo(1);
    assertThat(server.gateway().last().requestId())
        .isEqualTo(answer.header("x-openstack-request-id"));
  }

  @Test
  void refusalsUnavailabilityAndDoubtAreTold() {
    String body = "{\"volume\":{\"size\":1}}";
    server
        .gateway()
        .answer(
            request ->
                new Submission.Refused(
                    new Refusal(ErrorCode.QUOTA_EXCEEDED, 413, "too many", null)));
    Answer refused = server.send("POST", "/volumes", body);
    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.header("Retry-After")).isEqualTo("0");

    server.gateway().answer(request -> new Submission.Unavailable("engine away"));
    Answer away = server.send("POST", "/volumes", body);
    assertThat(away.status()).isEqualTo(503);
    assertThat(away.header("Retry-After")).isEqualTo("1");
    assertThat(away.json().has("serviceUnavailable")).isTrue();

    OperationId operation = OperationId.random();
    server.gateway().answer(request -> new Submission.Unknown(operation, "silence"));
    Answer unknown = server.send("POST", "/volumes", body);
    assertThat(unknown.status()).isEqualTo(503);
    assertThat(unknown.header("X-Clinker-Operation")).isEqualTo(operation.value());
  }

  @Test
  void waitThatLastsTooLongNamesTheOperation() {
    VolumeRow volume = rows.inserted(rows.volume("one", 0, "in-use", "attached"));
    AttachmentRow row = rows.insertedAttachment(volume);
    OperationId operation = OperationId.random();
    server
        .gateway()
        .answer(
            request -> new Submission.Accepted(operation, new AnswerRow.Attachment(row), false));

    Answer answer =
        server.send(
            "PUT", "/attachments/" + row.id(), "{\"attachment\":{\"connector\":{\"host\":\"h\"}}}");

    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.message()).contains(operation.value());
    assertThat(answer.header("X-Clinker-Operation")).isEqualTo(operation.value());
  }

  @Test
  void idempotencyKeyOfAnEditGivesTheSameAnswerAndNoSecondChange() {
    VolumeRow row = rows.inserted(rows.volume("one", 0, "available", "detached"));
    String path = "/volumes/" + row.id() + "/metadata";

    Answer first =
        server.send("POST", path, "{\"metadata\":{\"a\":\"1\"}}", "Idempotency-Key", "key");
    server.send("POST", path, "{\"metadata\":{\"b\":\"2\"}}");
    Answer again =
        server.send("POST", path, "{\"metadata\": {\"a\": \"1\"}}", "Idempotency-Key", "key");
    Answer other =
        server.send("POST", path, "{\"metadata\":{\"c\":\"3\"}}", "Idempotency-Key", "key");

    assertThat(again.text()).isEqualTo(first.text());
    assertThat(other.status()).isEqualTo(422);
    assertThat(server.get(path).json().path("metadata").has("c")).isFalse();
    assertThat(server.send("POST", path, "{}", "Idempotency-Key", "x".repeat(256)).status())
        .isEqualTo(400);
  }

  @Test
  void anEditWhoseAnswerIsNotRecordedIsNotMade() {
    VolumeRow row = rows.inserted(rows.volume("one", 0, "available", "detached"));
    String path = "/volumes/" + row.id() + "/metadata";
    String body = "{\"metadata\":{\"a\":\"1\"}}";

    server
        .database()
        .run("alter table idempotency add constraint unrecorded check (status is null)");
    Answer failed = server.send("POST", path, body, "Idempotency-Key", "halves");
    server.database().run("alter table idempotency drop constraint unrecorded");

    assertThat(failed.status()).isEqualTo(500);
    assertThat(server.get(path).json().path("metadata").has("a")).isFalse();
    assertThat(server.send("POST", path, body, "Idempotency-Key", "halves").status())
        .isEqualTo(200);
    assertThat(server.get(path).json().path("metadata").has("a")).isTrue();
  }

  @Test
  void metadataIsMergedReplacedAndRemoved() {
    VolumeRow row = rows.inserted(rows.volume("one", 0, "available", "detached"));
    String path = "/volumes/" + row.id() + "/metadata";

    assertThat(server.send("POST", path, "{\"metadata\":{\"a\":\"b\"}}").text())
        .isEqualTo("{\"metadata\":{\"a\":\"b\",\"k\":\"one\"}}");
    Answer before = server.get(path);
    assertThat(before.header("Etag")).hasSize(32);
    assertThat(
            server.send("PUT", path, "{\"metadata\":{\"x\":\"y\"}}", "If-Match", "wrong").status())
        .isEqualTo(412);
    assertThat(
            server
                .send(
                    "PUT",
                    path,
                    "{\"metadata\":{\"x/y\":\"y\"}}",
                    "If-Match",
                    before.header("Etag"))
                .text())
        .isEqualTo("{\"metadata\":{\"x/y\":\"y\"}}");
    assertThat(server.get(path + "/x%2Fy").text()).isEqualTo("{\"meta\":{\"x/y\":\"y\"}}");
    assertThat(server.send("DELETE", path + "/x%2Fy", "").status()).isEqualTo(200);
    assertThat(server.send("DELETE", path + "/x%2Fy", "").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                            | 400 | There is no such action: None. Verify the request body and Content-Type header and try again.
          {}                            | 400 | There is no such action: None. Verify the request body and Content-Type header and try again.
          {"x":null}                    | 400 | There is no such action: x. Verify the request body and Content-Type header and try again.
          {"os-extend":{},"x":1}        | 400 | Malformed request body
          []                            | 400 | Malformed request body
          {"os-extend":null}            | 400 | Invalid input for field/attribute os-extend. Value: None. None is not of type 'object'
          {"os-extend":{}}              | 400 | 'new_size' is a required property
          {"os-retype":{}}              | 400 | 'new_type' is a required property
          {"os-retype":{"new_type":"t","migration_policy":"x"}} | 400 | Invalid input for field/attribute migration_policy. Value: x. 'x' is not one of ['never', 'on-demand']
          {"os-reset_status":{}}        | 400 | Must specify 'status', 'attach_status' or 'migration_status' for update.
          {"os-set_bootable":{"bootable":1}} | 400 | Invalid input for field/attribute bootable. Value: 1. 1 is not one of [True, 'True', 'TRUE', 'true', '1', 'ON', 'On', 'on', 'YES', 'Yes', 'yes', 'y', 't', False, 'False', 'FALSE', 'false', '0', 'OFF', 'Off', 'off', 'NO', 'No', 'no', 'n', 'f']
          """)
  void wrongActionsAreRefused(String body, int status, String message) {
    VolumeRow row = rows.inserted(rows.volume("one", 0, "available", "detached"));

    Answer answer = server.send("POST", "/volumes/" + row.id() + "/action", body);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.message()).isEqualTo(message);
  }

  @Test
  void flagsAreSetOnTheRow() {
    VolumeRow row = rows.inserted(rows.volume("one", 0, "available", "detached"));
    String path = "/volumes/" + row.id();

    assertThat(
            server
                .send("POST", path + "/action", "{\"os-set_bootable\":{\"bootable\":\"yes\"}}")
                .status())
        .isEqualTo(200);
    assertThat(
            server
                .send("POST", path + "/action", "{\"os-update_readonly_flag\":{\"readonly\":true}}")
                .status())
        .isEqualTo(202);
    Answer after = server.get(path);
    assertThat(after.json().path("volume").path("bootable").asText()).isEqualTo("true");
    assertThat(after.json().path("volume").path("metadata").path("readonly").asText())
        .isEqualTo("True");
    assertThat(server.get(path + "/metadata").json().path("metadata").has("readonly")).isFalse();
  }

  @Test
  void aResetAndAReconcileAreOperations() {
    VolumeRow row = rows.inserted(rows.volume("one", 0, "available", "detached"));
    server
        .gateway()
        .answer(
            request ->
                new Submission.Accepted(request.operation(), new AnswerRow.Volume(row), false));
    String path = "/volumes/" + row.id() + "/action";

    Answer reset = server.send("POST", path, "{\"os-reset_status\":{\"status\":\"ERROR\"}}");

    assertThat(reset.status()).isEqualTo(202);
    assertThat(server.gateway().last().input())
        .isEqualTo(new OperationInput.ResetVolume(row.id(), "error", null, null));
    assertThat(server.send("POST", path, "{\"clinker:reconcile\":null}").status()).isEqualTo(202);
    assertThat(server.gateway().last().input())
        .isEqualTo(new OperationInput.ReconcileVolume(row.id(), null));
    assertThat(server.send("POST", path, "{\"clinker:reconcile\":{\"x\":1}}").status())
        .isEqualTo(400);
  }

  @Test
  void bodyOverTheLimitIsTooLarge() {
    Answer answer = server.send("POST", "/volumes", "x".repeat(114_689));

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.json().path("overLimit").path("retryAfter").asText()).isEqualTo("0");
  }

  @Test
  @Proves({23, 24})
  void aPlainVolumeHasNoKey() {
    VolumeRow row = rows.inserted(rows.volume("one", 0, "available", "detached"));
    String path = "/volumes/" + row.id() + "/encryption";

    assertThat(server.get(path).text()).isEqualTo("{\"encryption_key_id\":null}");
    assertThat(server.get(path + "/encryption_key_id").text()).isEqualTo("null");
    assertThat(server.get(path + "/cipher").status()).isEqualTo(404);
    assertThat(server.get("/volumes/" + NOWHERE + "/encryption").status()).isEqualTo(404);
  }

  @Test
  @Proves({158, 160, 161})
  void quotasFollowTheRulesOfChange() {
    rows.inserted(rows.volume("one", 0, "available", "detached"));
    rows.inserted(rows.volume("two", 0, "available", "detached"));
    String path = "/os-quota-sets/" + ApiServer.PROJECT;

    assertThat(server.send("PUT", path, "{\"quota_set\":{\"volumes\":1}}").status()).isEqualTo(200);
    assertThat(server.send("PUT", path, "{\"quota_set\":{\"volumes\":1}}").status()).isEqualTo(400);
    assertThat(server.send("PUT", path, "{\"quota_set\":{\"volumez\":1}}").message())
        .isEqualTo("Bad key(s) in quota set: volumez");
    assertThat(server.send("PUT", path, "{\"quota_set\":{\"volumes\":-2}}").message())
        .isEqualTo("volumes must be >= -1");
    String sentBack = "{\"quota_set\":{\"id\":\"p\",\"tenant_id\":\"p\",\"snapshots\":9}}";
    assertThat(server.send("PUT", path, sentBack).status()).isEqualTo(200);
    assertThat(server.get(path + "?usage=True").json().at("/quota_set/volumes").toString())
        .isEqualTo("{\"limit\":1,\"in_use\":2,\"reserved\":0}");
    assertThat(server.send("DELETE", path, "").status()).isEqualTo(200);
    assertThat(server.get(path).json().at("/quota_set/volumes").asInt()).isEqualTo(10);
  }

  @Test
  void typesAreMadeChangedAndDeleted() {
    Answer made =
        server.send(
            "POST", "/types", "{\"volume_type\":{\"name\":\"t1\",\"extra_specs\":{\"a\":\"b\"}}}");
    String id = made.json().at("/volume_type/id").asText();

    assertThat(made.status()).isEqualTo(200);
    assertThat(server.send("POST", "/types", "{\"volume_type\":{\"name\":\"t1\"}}").status())
        .isEqualTo(409);
    assertThat(
            server
                .send("POST", "/types/" + id + "/extra_specs", "{\"extra_specs\":{\"c\":\"d\"}}")
                .text())
        .isEqualTo("{\"extra_specs\":{\"c\":\"d\"}}");
    assertThat(server.get("/types/" + id + "/extra_specs").text())
        .isEqualTo("{\"extra_specs\":{\"a\":\"b\",\"c\":\"d\"}}");
    assertThat(server.send("PUT", "/types/" + id, "{\"volume_type\":{}}").status()).isEqualTo(400);
    assertThat(server.send("DELETE", "/types/" + id, "").status()).isEqualTo(202);
    assertThat(server.get("/types/" + id).status()).isEqualTo(404);
    assertThat(server.get("/types/default").json().at("/volume_type/name").asText())
        .isEqualTo("__DEFAULT__");
  }

  @Test
  void cancelOfAnUnknownOperationIsNotFound() {
    server.gateway().answerCancel(new Cancellation.Accepted());

    assertThat(
            server.send("POST", "/operations/" + NOWHERE + "/action", "{\"cancel\":null}").status())
        .isEqualTo(404);
    assertThat(server.get("/operations?state=weird").status()).isEqualTo(400);
    assertThat(server.get("/operations?state=open&since=2026-01-01T00:00:00").text())
        .isEqualTo("{\"operations\":[]}");
  }

  @ParameterizedTest
  @CsvSource({
    "/extensions",
    "/extensions/os-hosts",
    "/resource_filters",
    "/os-availability-zone",
    "/limits",
    "/volumes/summary",
    "/snapshots",
    "/snapshots/detail",
    "/attachments",
    "/attachments/detail",
    "/types",
    "/os-quota-class-sets/default",
    "/os-services",
    "/scheduler-stats/get_pools?detail=True",
    "/messages"
  })
  void everyListIsServed(String path) {
    assertThat(server.get(path).status()).isEqualTo(200);
  }
}
