package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.api.ApiServer.Answer;
import io.clinker.driver.Capability;
import io.clinker.driver.ForeignReference;
import io.clinker.driver.ManageableObject;
import io.clinker.gateway.OperationGateway.Submission;
import io.clinker.model.Size;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationInput.ManageSnapshot;
import io.clinker.operations.OperationInput.ManageVolume;
import io.clinker.operations.OperationInput.UnmanageSnapshot;
import io.clinker.operations.OperationInput.UnmanageVolume;
import io.clinker.store.SnapshotRow;
import io.clinker.store.VolumeRow;
import io.clinker.store.testing.Rig;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Foreign objects are listed, taken over and let go. */
class ManageApiTest {
  @AutoClose private static final ApiServer server = new ApiServer();
  private static final Rows rows = new Rows(server);

  @BeforeAll
  static void backend() {
    Rig.backend(
        server.database().database(), "file", 100, EnumSet.allOf(Capability.class), Set.of());
    server
        .gateway()
        .holds(
            "file",
            Stream.of(
                    object("a", 1, null),
                    new ManageableObject(
                        new ForeignReference("b", "lun-7"), Size.ofGibibytes(3), null, null, null),
                    object("c", 2, "it needs another image"),
                    ManageableObject.managed(
                        ForeignReference.named("d"), Size.ofGibibytes(1), "11111111"))
                .flatMap(object -> Stream.of(object, object.of(ForeignReference.named("v"))))
                .toList());
  }

  private static ManageableObject object(String name, int gib, @Nullable String notSafe) {
    return new ManageableObject(
        ForeignReference.named(name), Size.ofGibibytes(gib), notSafe, null, null);
  }

  @Test
  @Proves({182, 183, 185, 186, 188, 189, 191, 192})
  void whatCanBeTakenOverIsListed() {
    String host = "?host=clinker@file%23main";
    for (String path : List.of("/manageable_snapshots", "/os-snapshot-manage")) {
      Answer answer = server.get(path + host + "&sort=reference:asc&limit=1");
      assertThat(answer.text())
          .isEqualTo(
              "{\"manageable-snapshots\":[{\"reference\":{\"source-name\":\"a\"},\"size\":1,"
                  + "\"safe_to_manage\":true,\"source_reference\":{\"source-name\":\"v\"}}]}");
      assertThat(server.get(path + "/detail" + host).json().at("/manageable-snapshots/0/cinder_id"))
          .hasToString("\"11111111\"");
    }
    for (String path : List.of("/manageable_volumes", "/os-volume-manage")) {
      assertThat(server.get(path + host).json().path("manageable-volumes")).hasSize(4);
      var detail =
          server
              .get(path + "/detail" + host + "&sort=size:desc,reference:asc")
              .json()
              .path("manageable-volumes");
      assertThat(detail.findValuesAsText("source-name")).containsExactly("b", "c", "a", "d");
      assertThat(detail.at("/0/extra_info/source-id").asText()).isEqualTo("lun-7");
      assertThat(detail.at("/1/reason_not_safe").asText()).isEqualTo("it needs another image");
      assertThat(detail.at("/1/safe_to_manage").asBoolean()).isFalse();
      assertThat(detail.at("/3/reason_not_safe").asText()).isEqualTo("already managed");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sort=reference:asc&limit=2                          | a,b
          sort=reference:asc&limit=2&offset=1                 | b,c
          sort=reference:asc&marker={'source-name':'b'}       | c,d
          sort=reference:asc&marker=c                         | d
          sort_key=size&sort_dir=asc&limit=2                  | a,d
          limit=0                                             |
          """)
  void pagesFollowEachOther(String options, String names) {
    String query = options.replace("{", "%7B").replace("}", "%7D").replace("'", "%27");
    List<String> found =
        server
            .get("/manageable_volumes?host=clinker@file&" + query)
            .json()
            .path("manageable-volumes")
            .findValues("reference")
            .stream()
            .map(reference -> reference.path("source-name").asText())
            .toList();
    assertThat(String.join(",", found)).isEqualTo(names == null ? "" : names);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?host=elsewhere",
        "?host=clinker@unknown",
        "?host=clinker@file&marker=nothing",
        "?host=clinker@file&sort=name",
        "?host=clinker@file&limit=-1",
        "?host=clinker@file&cluster=clinker@file",
      })
  void listsThatCannotBeAreRefused(String query) {
    assertThat(server.get("/manageable_volumes" + query).status()).isEqualTo(400);
  }

  @Test
  @Proves({184, 190})
  void aVolumeIsTakenOver() {
    VolumeRow row = rows.volume("taken", 0, "managing", "detached");
    server.gateway().answer(request -> accepted(request.operation(), new AnswerRow.Volume(row)));
    for (String path : List.of("/manageable_volumes", "/os-volume-manage")) {
      Answer answer =
          server.send(
              "POST",
              path,
              """
              {"volume": {"host": "clinker@file#main", "ref": {"source-name": "disk.raw"},
                "name": "taken", "bootable": true, "metadata": {"k": "v"}}}""");
      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.json().at("/volume/status").asText()).isEqualTo("creating");
      ManageVolume input = (ManageVolume) server.gateway().last().input();
      assertThat(input.host()).isEqualTo("file#main");
      assertThat(input.reference()).isEqualTo(ForeignReference.named("disk.raw"));
      assertThat(input.bootable()).isTrue();
      assertThat(input.metadata()).containsEntry("k", "v");
    }
  }

  private static Submission accepted(io.clinker.model.OperationId id, AnswerRow row) {
    return new Submission.Accepted(id, row, false);
  }

  @Test
  @Proves({187, 193})
  void aSnapshotIsTakenOver() {
    VolumeRow volume = rows.inserted(rows.volume("whole", 0, "available", "detached"));
    SnapshotRow row = rows.insertedSnapshot(volume, "creating");
    server.gateway().answer(request -> accepted(request.operation(), new AnswerRow.Snapshot(row)));
    for (String path : List.of("/manageable_snapshots", "/os-snapshot-manage")) {
      Answer answer =
          server.send(
              "POST",
              path,
              "{\"snapshot\": {\"volume_id\": \"%s\", \"ref\": {\"source-id\": \"7\"}}}"
                  .formatted(volume.id()));
      assertThat(answer.status()).isEqualTo(202);
      ManageSnapshot input = (ManageSnapshot) server.gateway().last().input();
      assertThat(input.volume()).isEqualTo(volume.id());
      assertThat(input.reference()).isEqualTo(new ForeignReference(null, "7"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"volume\": {\"host\": \"clinker@file\"}}",
        "{\"volume\": {\"ref\": {\"source-name\": \"a\"}}}",
        "{\"volume\": {\"host\": \"clinker@file\", \"ref\": {}}}",
        "{\"volume\": {\"host\": \"clinker@file\", \"ref\": {\"path\": \"/etc/passwd\"}}}",
        "{\"volume\": {\"host\": \"clinker@file\", \"ref\": {\"source-name\": 7}}}",
        "{\"volume\": {\"host\": \"else\", \"ref\": {\"source-name\": \"a\"}}}",
        "{\"volume\": {\"host\": \"clinker@file\", \"ref\": {\"source-name\": \"a\"}, \"x\": 1}}"
      })
  void badReferencesAreRefused(String body) {
    assertThat(server.send("POST", "/manageable_volumes", body).status()).isEqualTo(400);
  }

  @Test
  @Proves({49, 65})
  void volumesAndSnapshotsAreLetGo() {
    VolumeRow volume = rows.inserted(rows.volume("leaving", 0, "unmanaging", "detached"));
    server.gateway().answer(request -> accepted(request.operation(), new AnswerRow.Volume(volume)));
    assertThat(
            server
                .send("POST", "/volumes/" + volume.id() + "/action", "{\"os-unmanage\": {}}")
                .status())
        .isEqualTo(202);
    assertThat(server.gateway().last().input()).isEqualTo(new UnmanageVolume(volume.id()));
    SnapshotRow snapshot = rows.insertedSnapshot(volume, "unmanaging");
    server
        .gateway()
        .answer(request -> accepted(request.operation(), new AnswerRow.Snapshot(snapshot)));
    assertThat(
            server
                .send("POST", "/snapshots/" + snapshot.id() + "/action", "{\"os-unmanage\": null}")
                .status())
        .isEqualTo(202);
    assertThat(server.gateway().last().input()).isEqualTo(new UnmanageSnapshot(snapshot.id()));
  }
}
