package io.clinker.findings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clinker.clients.IdentityException;
import io.clinker.model.VolumeId;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.store.FindingRow.State;
import io.clinker.store.Json;
import io.clinker.store.ListQuery;
import io.clinker.store.OwnerlessRow;
import io.clinker.store.testing.Rig;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a project counts as gone, and when no longer. */
class OwnerlessProjectsTest {
  /** As long as the identity service makes them. */
  private static final String LOST = "10570000".repeat(8);

  private static final int PASSES = 2;

  @AutoClose private static final Rig RIG = new Rig();

  private final Rig rig = RIG;
  private final Set<String> known = new HashSet<>(Set.of(Rig.PROJECT));
  private boolean away;

  private final OwnerlessProjects projects = node("node-1", Duration.ZERO);

  private OwnerlessProjects node(String name, Duration pace) {
    return new OwnerlessProjects(
        this::isKnown,
        name,
        rig.database(),
        rig.stores(),
        new OwnerlessProjects.Settings(pace, PASSES));
  }

  private boolean isKnown(String project) throws IdentityException {
    if (away) {
      throw new IdentityException("no answer in time");
    }
    return known.contains(project);
  }

  @BeforeEach
  void aBackend() {
    rig.empty();
    rig.backend("b", 100);
    rig.unlimited(Rig.PROJECT);
    rig.unlimited(LOST);
    rig.volume(1);
  }

  private VolumeId ofTheLost() {
    var input = Rig.blank(1);
    rig.succeed(rig.accepted(Rig.request(LOST, input)));
    return input.volume();
  }

  private void delete(VolumeId volume) {
    rig.succeed(rig.accepted(Rig.request(LOST, new DeleteVolume(volume, false, false))));
  }

  private List<OwnerlessRow> found() {
    return rig
        .database()
        .read(handle -> rig.stores().findings().page(handle, ListQuery.newest(null, 100)))
        .stream()
        .map(OwnerlessRow.class::cast)
        .toList();
  }

  private void passes(int count) {
    for (int pass = 0; pass < count; pass++) {
      assertThat(projects.round()).isTrue();
    }
  }

  @Test
  void oneThatSeveralPassesDoNotFindIsTold() {
    ofTheLost();
    VolumeId second = ofTheLost();
    passes(PASSES);
    assertThat(found()).extracting(OwnerlessRow::state).containsExactly(State.SUSPECTED);

    passes(1);
    assertThat(found())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.state()).isEqualTo(State.OPEN);
              assertThat(row.projectId()).isEqualTo(LOST);
              assertThat(Json.readObject(row.provenance()))
                  .isEqualTo(
                      Map.of(
                          "by",
                          "identity",
                          "projectId",
                          LOST,
                          "volumes",
                          2,
                          "snapshots",
                          0,
                          "groups",
                          0));
            });

    delete(second);
    passes(1);
    assertThat(found())
        .singleElement()
        .satisfies(row -> assertThat(row.message()).contains("has 1 volumes"));
    assertThat(rig.number("select count(*) from volume where live = 1")).isEqualTo(2);
  }

  @Test
  void oneThatHasNothingLeftIsNotToldOfAnyMore() {
    VolumeId volume = ofTheLost();
    passes(PASSES + 1);
    delete(volume);
    passes(1);
    assertThat(found())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.state()).isEqualTo(State.RESOLVED);
              assertThat(row.resolution()).isEqualTo("gone");
            });

    ofTheLost();
    passes(1);
    assertThat(found())
        .extracting(OwnerlessRow::state)
        .containsExactlyInAnyOrder(State.RESOLVED, State.SUSPECTED);
  }

  @Test
  void oneThatIsKnownAgainWasNeverGone() {
    ofTheLost();
    passes(1);
    known.add(LOST);
    passes(1);
    assertThat(found()).isEmpty();
  }

  @Test
  void whatNobodyCanTellChangesNothing() {
    ofTheLost();
    passes(PASSES + 1);
    away = true;
    for (int pass = 0; pass < PASSES + 1; pass++) {
      assertThatThrownBy(projects::round).hasMessage("no answer in time");
    }
    assertThat(found()).extracting(OwnerlessRow::state).containsExactly(State.OPEN);
  }

  @Test
  void whatIsIgnoredStaysIgnored() {
    ofTheLost();
    passes(PASSES + 1);
    String id = found().getFirst().id();
    rig.database()
        .inTransaction(handle -> rig.stores().findings().ignore(handle, id, rig.database().now()));
    passes(1);
    assertThat(found()).extracting(OwnerlessRow::state).containsExactly(State.IGNORED);
  }

  @Test
  void oneNodeHasTheTurn() {
    ofTheLost();
    assertThat(node("node-2", Duration.ofHours(1)).round()).isTrue();
    assertThat(node("node-3", Duration.ofHours(1)).round()).isFalse();
    assertThat(found()).hasSize(1);
  }
}
