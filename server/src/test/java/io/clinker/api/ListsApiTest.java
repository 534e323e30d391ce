package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.store.VolumeRow;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lists may be filtered and sorted by. */
class ListsApiTest {
  @AutoClose private static final ApiServer server = new ApiServer();
  private final Rows rows = new Rows(server);

  @BeforeEach
  void forget() {
    for (String table : List.of("snapshot", "volume", "volume_group")) {
      server.database().run("delete from " + table);
    }
  }

  @Test
  void someListsIgnoreUnknownFiltersOfUsers() {
    for (String list : List.of("/group_types", "/volume-transfers", "/volumes/summary")) {
      String unknown = list + "?colour=red";
      assertThat(server.as(ApiServer.PROJECT, "member", "3.71", "GET", unknown, "").status())
          .as(list)
          .isEqualTo(200);
    }
    for (Map.Entry<String, Integer> answer : Map.of("3.51", 200, "3.52", 400).entrySet()) {
      assertThat(
              server
                  .as(ApiServer.PROJECT, "member", answer.getKey(), "GET", "/types?colour=red", "")
                  .status())
          .isEqualTo(answer.getValue());
    }
  }

  @Test
  @Proves({50, 129})
  void administratorsFilterSnapshotsAndGroupsByTheHost() {
    VolumeRow volume = rows.inserted(rows.volume("placed", 0, "available", "detached"));
    rows.insertedSnapshot(volume, "available");
    server
        .database()
        .run(
            """
            insert into volume_group (id, project_id, user_id, group_type_id, volume_type_ids,
              availability_zone, status, backend, fence, created_at)
            values (uuid(), '%s', 'u1', 't1', 't1', 'nova', 'available', 'file', 1, now(6))
            """
                .formatted(ApiServer.PROJECT));
    Map<String, Integer> snapshots =
        Map.of("clinker@file", 1, "clinker@file%23default", 1, "clinker@file%23x", 0, "b", 0);
    snapshots.forEach((host, found) -> requireFound("snapshots", host, found));
    Map<String, Integer> groups =
        Map.of("clinker@file", 1, "clinker@another", 0, "clinker@file%23x", 0, "None", 0);
    groups.forEach((host, found) -> requireFound("groups", host, found));
  }

  private static void requireFound(String kind, String host, int found) {
    String list = "/%s?all_tenants=1&host=%s".formatted(kind, host);
    assertThat(server.get(list).json().path(kind)).as(list).hasSize(found);
  }

  @ParameterizedTest
  @CsvSource({
    "volumes, project_id user_id volume_type_id attach_status migration_status snapshot_id"
        + " source_volid group_id multiattach host",
    "snapshots, progress project_id user_id volume_type_id",
    "groups, availability_zone",
    "attachments, instance_uuid attached_host attach_mode mountpoint"
  })
  void columnsOfTheTableSort(String kind, String keys) {
    for (String key : keys.split(" ", -1)) {
      assertThat(server.get("/%s?sort=%s:asc".formatted(kind, key)).status())
          .as(key)
          .isEqualTo(200);
    }
  }

  @Test
  @Proves({10, 11, 50})
  void timesAreComparedFrom331On() {
    VolumeRow volume = rows.inserted(rows.volume("one", 0, "available", "detached"));
    rows.insertedSnapshot(volume, "available");
    for (String kind : List.of("volumes", "snapshots")) {
      String later = "/" + kind + "?created_at=gt:2026-11-22T03:00:00.5-07:00";
      assertThat(server.at("3.30", "GET", later, "").json().path(kind)).hasSize(1);
      assertThat(server.at("3.31", "GET", later, "").json().path(kind)).isEmpty();
      assertThat(server.at("3.31", "GET", later.replace("gt", "lt"), "").json().path(kind))
          .hasSize(1);
    }
  }
}
