package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.admission.AdmissionService;
import io.clinker.admission.AdmissionSettings;
import io.clinker.admission.GroupTypeEdits;
import io.clinker.driver.Capability;
import io.clinker.model.GroupId;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.GroupInput;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.Outcome;
import io.clinker.store.Database;
import io.clinker.store.TypeRow;
import io.clinker.store.testing.AllUp;
import io.clinker.store.testing.Rig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which rows and operations use the quota of a project. */
class QuotaExplainApiTest {
  private static final String PATH = "/quota/explain";

  @AutoClose private static final ApiServer server = new ApiServer();

  private final Database database = server.database().database();
  private final AdmissionService admission =
      new AdmissionService(database, server.stores(), new AllUp(), AdmissionSettings.standard());
  private VolumeId volume;
  private SnapshotId snapshot;
  private GroupId group;
  private GroupId coming;

  @BeforeEach
  void rows() {
    for (String table :
        List.of("operation", "volume_group", "snapshot", "volume", "pool", "backend")) {
      server.database().run("delete from " + table);
    }
    Rig.backend(database, "b1", 1000, Set.of(Capability.values()), Set.of());
    String groupType =
        database
            .inTransaction(
                handle ->
                    new GroupTypeEdits(server.stores())
                        .create(
                            handle,
                            java.util.UUID.randomUUID().toString(),
                            null,
                            true,
                            Map.of(),
                            database.now()))
            .id();
    volume = VolumeId.random();
    ended(Rig.blank(volume, 2));
    snapshot = SnapshotId.random();
    ended(new OperationInput.CreateSnapshot(snapshot, volume, null, null, true, Map.of()));
    group = GroupId.random();
    ended(group(group, groupType));
    admitted(new OperationInput.ExtendVolume(volume, 5, false));
    Admitted create = admitted(Rig.blank(VolumeId.random(), 7));
    coming = GroupId.random();
    ended(group(coming, groupType));
    // As one that is copied from another shows meanwhile.
    server
        .database()
        .run(
            "update volume_group set status = 'creating', operation_id = '%s' where id = '%s'"
                .formatted(create.operation(), coming));
  }

  private static OperationInput group(GroupId id, String type) {
    return new GroupInput.CreateGroup(id, "g", null, type, List.of(TypeRow.BUILT_IN), null);
  }

  private Admitted admitted(OperationInput input) {
    OperationRequest request = Rig.request(ApiServer.PROJECT, input);
    if (admission.admit(request, Rig.run(request)) instanceof Admitted admitted) {
      return admitted;
    }
    throw new AssertionError("not admitted: " + input);
  }

  private void ended(OperationInput input) {
    Admitted admitted = admitted(input);
    if (!admitted.ended()) {
      assertThat(
              admission.settle(
                  admitted.operation(), admitted.run(), new Outcome.Succeeded(), List.of()))
          .isTrue();
    }
  }

  private static JsonNode explained(String query) {
    return server.get(PATH + query).json().path("quota_explain");
  }

  private static void sum(JsonNode explained, String resource, int inUse, int reserved) {
    JsonNode sum = explained.path("resources").path(resource);
    assertThat(sum.path("in_use").asInt(-1)).as(resource).isEqualTo(inUse);
    assertThat(sum.path("reserved").asInt(-1)).as(resource).isEqualTo(reserved);
  }

  @Test
  void sumsAreOfAllRowsAndTellWhatIsReserved() {
    JsonNode explained = explained("?limit=1");

    sum(explained, "volumes", 1, 1);
    sum(explained, "snapshots", 1, 0);
    sum(explained, "groups", 1, 1);
    sum(explained, "gigabytes", 4, 10);
    sum(explained, "gigabytes_" + TypeRow.BUILT_IN, 4, 10);
    sum(explained, "volumes_" + TypeRow.BUILT_IN, 1, 1);
    assertThat(explained.path("count").asInt()).isEqualTo(5);
    assertThat(explained.path("rows")).hasSize(1);
    assertThat(explained.path("drift").asInt(-1)).isZero();
  }

  @Test
  void rowsComeInPagesFromTheOldestOn() {
    List<String> whole = resources(explained(""));
    assertThat(whole)
        .hasSize(5)
        .startsWith("volume/" + volume, "snapshot/" + snapshot, "group/" + group)
        .endsWith("group/" + coming);

    List<String> walked = new ArrayList<>();
    String marker = "";
    for (List<String> page = resources(explained("?limit=2"));
        !page.isEmpty();
        page = resources(explained("?limit=2&marker=" + marker))) {
      walked.addAll(page);
      marker = page.getLast();
    }
    assertThat(walked).isEqualTo(whole);
    assertThat(resources(explained("?limit=2&offset=3"))).isEqualTo(whole.subList(3, 5));
    assertThat(server.get(PATH + "?marker=volume/" + VolumeId.random()).status()).isEqualTo(404);
    assertThat(server.get(PATH + "?marker=pool/1").status()).isEqualTo(404);
  }

  private static List<String> resources(JsonNode explained) {
    List<String> found = new ArrayList<>();
    explained.path("rows").forEach(row -> found.add(row.path("resource").asText()));
    return found;
  }

  @Test
  void aGroupHasNoTypeAndNoSize() {
    JsonNode row = explained("?marker=snapshot/" + snapshot).path("rows").path(0);

    assertThat(row.path("resource").asText()).isEqualTo("group/" + group);
    assertThat(row.path("volume_type").isNull()).isTrue();
    assertThat(row.path("gigabytes").asInt(-1)).isZero();
    assertThat(row.path("operation_id").isNull()).isTrue();
    JsonNode made = explained("?offset=4").path("rows").path(0);
    assertThat(made.path("operation_kind").asText()).isEqualTo("volume-create");
  }

  @Test
  void aRowThatNobodyHoldsOpenIsDrift() {
    server.database().run("update operation set ended_at = now(6), state = 'failed'");

    JsonNode explained = explained("");

    // The extend's three, and one for each row that is held all the same.
    assertThat(explained.path("drift").asInt()).isEqualTo(3);
    server.database().run("update volume set operation_id = null, extending_to_gib = null");
    assertThat(explained("").path("drift").asInt()).isEqualTo(1);
  }
}
