package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.api.ApiServer.Answer;
import io.clinker.bench.ReadCases;
import io.clinker.bench.ReadCases.Case;
import io.clinker.driver.Capability;
import io.clinker.model.VolumeId;
import io.clinker.store.BulkRows;
import io.clinker.store.testing.Rig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The reads that {@code clinker bench} measures: they find what they say, and none is left out. */
class ReadCasesTest {
  /** What is of one row that is measured, what asks a backend, and what reads no rows at all. */
  private static final Set<String> NOT_MEASURED =
      Set.of(
          "/",
          "/healthcheck",
          "/openapi.yaml",
          "/v3/",
          "/capabilities/{}",
          "/clusters/detail",
          "/clusters/{}",
          "/default-types/{}",
          "/extensions/{}",
          "/findings/{}",
          "/group_types/default",
          "/group_types/{}",
          "/group_types/{}/group_specs",
          "/group_types/{}/group_specs/{}",
          "/manageable_snapshots",
          "/manageable_snapshots/detail",
          "/manageable_volumes",
          "/manageable_volumes/detail",
          "/os-hosts/{}",
          "/os-snapshot-manage",
          "/os-snapshot-manage/detail",
          "/os-volume-manage",
          "/os-volume-manage/detail",
          "/os-volume-transfer/detail",
          "/os-volume-transfer/{}",
          "/qos-specs/{}",
          "/qos-specs/{}/associate",
          "/qos-specs/{}/associations",
          "/qos-specs/{}/disassociate",
          "/qos-specs/{}/disassociate_all",
          "/snapshots/{}/metadata",
          "/snapshots/{}/metadata/{}",
          "/types/{}/encryption",
          "/types/{}/encryption/{}",
          "/types/{}/extra_specs/{}",
          "/types/{}/os-volume-type-access",
          "/volumes/{}/encryption",
          "/volumes/{}/encryption/{}",
          "/volumes/{}/metadata",
          "/volumes/{}/metadata/{}");

  @AutoClose private static final ApiServer server = new ApiServer();

  @Test
  void everyReadIsMeasured() {
    Set<String> measured =
        ReadCases.all().stream().map(one -> bare(one.path())).collect(Collectors.toSet());
    Set<String> missing = new TreeSet<>();
    server
        .description("3.71")
        .document()
        .path("paths")
        .properties()
        .forEach(
            path -> {
              String bare = bare(path.getKey());
              if (path.getValue().has("get")
                  && !measured.contains(bare)
                  && !NOT_MEASURED.contains(bare)) {
                missing.add(bare);
              }
            });

    assertThat(missing).as("add them to ReadCases").isEmpty();
  }

  private static String bare(String path) {
    return path.replaceFirst("\\?.*", "").replaceAll("\\{[a-z_]+}", "{}");
  }

  @Test
  void everyReadFindsWhatItSays() {
    BulkRows rows = new BulkRows(server.database().database(), server.stores());
    List<String> ids = rows.volumes(ApiServer.PROJECT, 200).stream().map(VolumeId::value).toList();
    rows.operations(ApiServer.PROJECT, 200);
    rows.snapshots(ApiServer.PROJECT, 20);
    rows.attachments(ApiServer.PROJECT, 20);
    rows.transfers(ApiServer.PROJECT, 20);
    rows.groups(ApiServer.PROJECT, 20);
    rows.messages(ApiServer.PROJECT, 20);
    Rig.backend(server.database().database(), "b1", 100, Set.of(Capability.values()), Set.of());
    server
        .database()
        .run(
            """
            insert into node (name, host, roles, build, workflow_version, heartbeat, started_at,
              updated_at)
            values ('n1', 'h1', 'api', 'x', 1, 1, now(6), now(6))
            """);
    Map<String, String> names =
        ReadCases.names(ApiServer.PROJECT, ids, list -> server.get(list).json());

    for (Case one : ReadCases.all()) {
      Answer answer = server.get(one.filled(names));
      assertThat(answer.status()).as("%s: %s", one.path(), answer.text()).isEqualTo(200);
      JsonNode found = answer.json().elements().next();
      if (one.what().endsWith(", none") && found.isArray()) {
        assertThat(found).as(one.path()).isEmpty();
      } else if (one.what().endsWith(", one")) {
        assertThat(found).as(one.path()).hasSize(1);
      } else if (one.what().contains("50") || one.what().contains("1,000")) {
        assertThat(found.size()).as(one.path()).isGreaterThanOrEqualTo(10);
      }
    }
  }
}
