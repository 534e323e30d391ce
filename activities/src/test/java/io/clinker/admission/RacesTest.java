package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.admission.Admission.EngineRun;
import io.clinker.cases.Shows;
import io.clinker.model.AttachmentId;
import io.clinker.model.ErrorCode;
import io.clinker.model.GroupId;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.Admittance.Refused;
import io.clinker.operations.AttachmentInput.CreateAttachment;
import io.clinker.operations.GroupInput.CreateGroup;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationInput.CreateSnapshot;
import io.clinker.operations.OperationInput.CreateVolume;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.OperationInput.ExtendVolume;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.OperationState;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.TypeRow;
import io.clinker.store.testing.Rig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class RacesTest {
  @AutoClose private final Rig rig = new Rig();

  private static <T> List<T> parallel(int count, int threads, IntFunction<T> work)
      throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Callable<T>> calls = new ArrayList<>();
      for (int index = 0; index < count; index++) {
        int number = index;
        calls.add(() -> work.apply(number));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : pool.invokeAll(calls)) {
        results.add(future.get());
      }
      return results;
    }
  }

  private static long admitted(List<Admittance> answers) {
    return answers.stream().filter(Admitted.class::isInstance).count();
  }

  private static OperationInput attach(VolumeId volume, int number, boolean connects) {
    return new CreateAttachment(
        AttachmentId.random(),
        volume,
        "i" + number,
        null,
        connects ? Map.of("host", "h" + number) : null);
  }

  @Test
  @Shows("A-4")
  void oneOfAHundredAttachmentsWins() throws Exception {
    rig.backend("b1", 100);
    for (boolean connects : new boolean[] {false, true}) {
      VolumeId volume = rig.volume(1);
      List<Admittance> answers =
          parallel(100, 40, number -> rig.admit(Rig.request(attach(volume, number, connects))));
      assertThat(admitted(answers)).isEqualTo(1);
      assertThat(answers).filteredOn(Refused.class::isInstance).hasSize(99);
    }
  }

  @Test
  @Shows({"F-1", "F-3"})
  void aPoolIsFilledExactly() throws Exception {
    rig.backend("b1", 100);
    List<Admittance> answers =
        parallel(
            200,
            40,
            number -> {
              String project = "p" + number % 7;
              rig.unlimited(project);
              return rig.admit(Rig.request(project, Rig.blank(1)));
            });
    assertThat(admitted(answers)).isEqualTo(200);
    assertThat(answers)
        .filteredOn(answer -> ((Admitted) answer).plan() instanceof Plan.CreateVolume)
        .hasSize(100);
    assertThat(rig.allocated("b1")).isEqualTo(100);
    parallel(
        200,
        40,
        number -> {
          Admitted one = (Admitted) answers.get(number);
          boolean hopeless = one.plan() instanceof Plan.Hopeless;
          rig.settle(
              one,
              hopeless
                  ? new Outcome.Failed(ErrorCode.NO_POOL_FITS, "full")
                  : new Outcome.Cancelled());
          return 0;
        });
    assertThat(rig.allocated("b1")).isZero();
  }

  @Test
  @Shows("A-1")
  void oneOfManyDeletesWins() throws Exception {
    rig.backend("b1", 100);
    VolumeId volume = rig.volume(1);
    List<Admittance> answers =
        parallel(50, 25, number -> rig.admit(Rig.request(new DeleteVolume(volume, false, false))));
    assertThat(admitted(answers)).isEqualTo(1);
    Admitted winner =
        (Admitted) answers.stream().filter(Admitted.class::isInstance).findFirst().orElseThrow();
    assertThat(answers)
        .filteredOn(Refused.class::isInstance)
        .allSatisfy(
            refused ->
                assertThat(((Refused) refused).refusal().blockedBy())
                    .isEqualTo(winner.operation()));
  }

  @Test
  @Shows("H-1")
  void quotaIsNeverOver() throws Exception {
    rig.backend("b1", 10_000);
    rig.quota(Rig.PROJECT, "volumes", 20);
    rig.quota(Rig.PROJECT, "gigabytes", 50);
    List<Admittance> answers =
        parallel(
            50,
            50,
            number -> {
              Admittance answer = rig.admit(Rig.request(Rig.blank(1 + number % 4)));
              if (answer instanceof Admitted one) {
                rig.succeed(one);
                VolumeId id = ((CreateVolume) inputOf(one)).volume();
                rig.admit(Rig.request(new ExtendVolume(id, 6, true)));
              }
              return answer;
            });
    assertThat(admitted(answers)).isBetween(8L, 20L);
    assertThat(
            rig.number(
                "select sum(greatest(size_gib, coalesce(extending_to_gib, 0))) from volume"
                    + " where live = 1"))
        .isBetween(45L, 50L)
        .isEqualTo(rig.allocated("b1"));
  }

  private OperationInput inputOf(Admitted admitted) {
    return io.clinker.store.Json.read(
        rig.row(admitted.operation()).request(), OperationInput.class);
  }

  @Test
  @Shows("N-1")
  void aKeySentFiftyTimesAtOnceGivesOneOperation() throws Exception {
    rig.backend("b1", 100);
    List<Admittance> answers =
        parallel(50, 50, number -> rig.admit(Rig.keyed(Rig.blank(1), "k", "h")));
    assertThat(admitted(answers)).isEqualTo(1);
    assertThat(answers).filteredOn(Admittance.Repeated.class::isInstance).hasSize(49);
    assertThat(rig.number("select count(*) from volume")).isEqualTo(1);
  }

  @Test
  @Shows({"W-1", "W-2"})
  void tombstonesAndAdmissionsRace() throws Exception {
    rig.backend("b1", 1000);
    rig.unlimited(Rig.PROJECT);
    for (int round = 0; round < 30; round++) {
      OperationRequest request = Rig.request(Rig.blank(1));
      List<Object> answers =
          parallel(
              2,
              2,
              number ->
                  number == 0 ? rig.admit(request) : (Object) rig.admission().abandon(request));
      if (answers.get(1).equals(true)) {
        assertThat(answers.get(0)).isEqualTo(new Admittance.Ended(OperationState.ABANDONED));
      } else {
        assertThat(answers.get(0)).isInstanceOf(Admitted.class);
      }
    }
    assertThat(rig.number("select count(*) from volume"))
        .isEqualTo(rig.allocated("b1"))
        .isEqualTo(rig.number("select count(*) from operation where state = 'running'"));
  }

  @Test
  void copiesSnapshotsDeletesAndSettlesOfOneVolumeKeepTheLedger() throws Exception {
    rig.backend("b1", 10_000);
    rig.unlimited(Rig.PROJECT);
    VolumeId source = rig.volume(1);
    parallel(
        120,
        30,
        number -> {
          OperationInput input =
              switch (number % 4) {
                case 0 ->
                    new CreateVolume(
                        VolumeId.random(), null, null, null, null, null, null, source, Map.of());
                case 1 ->
                    new CreateSnapshot(SnapshotId.random(), source, null, null, true, Map.of());
                case 2 -> new ExtendVolume(source, 2 + number, true);
                default -> attach(source, number, true);
              };
          Admittance answer = rig.admit(Rig.request(input));
          if (answer instanceof Admitted one && !one.ended()) {
            rig.settle(one, number % 8 < 4 ? new Outcome.Succeeded() : new Outcome.Cancelled());
          }
          return answer;
        });
    assertThat(rig.number("select count(*) from pin")).isZero();
    assertThat(rig.number("select count(*) from operation where open = 1")).isZero();
    assertThat(rig.number("select sum(size_gib) from volume where live = 1"))
        .isEqualTo(rig.allocated("b1"));
    assertThat(Objects.requireNonNull(rig.find(source)).operationId()).isNull();
  }

  /** As many nodes look at an open operation whose run is lost, or was never: one has the turn. */
  @Test
  @Shows({"C-17", "C-18"})
  void oneOfManyRestartsHasTheTurn() throws Exception {
    rig.backend("b1", 100);
    for (int round = 0; round < 5; round++) {
      Admitted lost = rig.accepted(Rig.blank(1));

      List<Admittance> answers =
          parallel(
              20,
              20,
              number ->
                  rig.admission()
                      .resume(
                          lost.operation(),
                          lost.run(),
                          new EngineRun("volume/x", "restart-" + number)));

      assertThat(admitted(answers)).isEqualTo(1);
      assertThat(rig.row(lost.operation()).run()).isEqualTo(2);
      assertThat(rig.admission().turn(lost.operation(), lost.run()))
          .isInstanceOf(Admission.Turn.Lost.class);
    }
  }

  /** 50 GiB that may be promised twice: what grows and what is new take from the same. */
  @Test
  @Shows("F-5")
  void createsAndExtendsFillAThinPoolExactly() throws Exception {
    rig.backend("b1", 50);
    rig.test().run("update pool set thin = true, over_subscription_ratio = 2");
    rig.unlimited(Rig.PROJECT);
    List<VolumeId> small = new ArrayList<>();
    for (int count = 0; count < 30; count++) {
      small.add(rig.volume(1));
    }

    List<Admittance> answers =
        parallel(
            120,
            40,
            number ->
                rig.admit(
                    Rig.request(
                        number % 4 == 0
                            ? new ExtendVolume(small.get(number / 4), 3, true)
                            : Rig.blank(1))));

    assertThat(rig.allocated("b1")).isBetween(99L, 100L);
    parallel(
        answers.size(),
        40,
        number -> {
          Admitted one = (Admitted) answers.get(number);
          rig.settle(
              one,
              one.plan() instanceof Plan.Hopeless
                  ? new Outcome.Failed(ErrorCode.NO_POOL_FITS, "full")
                  : number % 3 == 0 ? new Outcome.Cancelled() : new Outcome.Succeeded());
          return number;
        });
    assertThat(
            rig.number("select sum(size_gib) from volume where live = 1 and backend is not null"))
        .isEqualTo(rig.allocated("b1"));
  }

  /**
   * Volumes, snapshots, gigabytes and groups, each with a limit. What is locked is locked in one
   * order: the database never has to choose a victim.
   */
  @Test
  @Shows("H-1")
  void fiftyWritersOfTwoProjectsAndFourResourcesMeetInNoDeadlock() throws Exception {
    rig.backend("b1", 1_000_000);
    List<String> projects = List.of("one", "two");
    Map<String, VolumeId> sources = new HashMap<>();
    for (String project : projects) {
      rig.quota(project, "volumes", 100);
      rig.quota(project, "gigabytes", 100_000);
      rig.quota(project, "snapshots", 100);
      rig.quota(project, "groups", 10);
      CreateVolume source = Rig.blank(2);
      rig.succeed(rig.accepted(Rig.request(project, source)));
      sources.put(project, source.volume());
    }
    String groupType = rig.groupType(Map.of());
    long before = deadlocks();

    List<Admittance> answers =
        parallel(
            300,
            50,
            number -> {
              String project = projects.get(number % 2);
              VolumeId source = sources.get(project);
              OperationInput input =
                  switch (number / 2 % 5) {
                    case 0 -> Rig.blank(1);
                    case 1 ->
                        new CreateSnapshot(SnapshotId.random(), source, null, null, true, Map.of());
                    case 2 ->
                        new CreateVolume(
                            VolumeId.random(),
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            source,
                            Map.of());
                    case 3 ->
                        new CreateGroup(
                            GroupId.random(),
                            null,
                            null,
                            groupType,
                            List.of(TypeRow.BUILT_IN),
                            null);
                    default -> new ExtendVolume(source, 3 + number, true);
                  };
              Admittance answer = rig.admit(Rig.request(project, input));
              if (answer instanceof Admitted one && !one.ended()) {
                rig.settle(
                    one, number % 3 == 0 ? new Outcome.Cancelled() : new Outcome.Succeeded());
              }
              return answer;
            });

    assertThat(deadlocks()).isEqualTo(before);
    // All blank volumes and as many groups as the quota has room for.
    assertThat(admitted(answers)).isGreaterThanOrEqualTo(80);
    assertThat(rig.number("select count(*) from operation where open = 1")).isZero();
    assertThat(rig.number("select count(*) from volume_group where live = 1")).isEqualTo(20);
  }

  private long deadlocks() {
    return rig.database()
        .read(
            handle ->
                handle
                    .createQuery("show global status like 'Innodb_deadlocks'")
                    .map((row, context) -> row.getLong(2))
                    .one());
  }
}
