package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.admission.Admission.EngineRun;
import io.clinker.cases.Shows;
import io.clinker.model.AttachmentId;
import io.clinker.model.ErrorCode;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.AttachmentInput.CreateAttachment;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationInput.CreateSnapshot;
import io.clinker.operations.OperationInput.CreateVolume;
import io.clinker.operations.OperationInput.DeleteSnapshot;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.OperationInput.ExtendVolume;
import io.clinker.operations.OperationInput.RevertVolume;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.QuotaStore.Usage;
import io.clinker.store.QuotaUseStore.Drift;
import io.clinker.store.QuotaUseStore.Use;
import io.clinker.store.testing.Rig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is promised of pools and quotas, after whatever is asked, in any order, once or twice. */
class LedgerPropertyTest {
  private static final int ACTS = 250;
  private static final int POOL_GIB = 60;
  private static final String RECOUNT =
      "select coalesce(sum(coalesce(extending_to_gib, size_gib)), 0) from volume"
          + " where live = 1 and backend is not null";

  @AutoClose private final Rig rig = new Rig();
  private final List<VolumeId> volumes = new ArrayList<>();
  private final List<SnapshotId> snapshots = new ArrayList<>();
  private final List<Admitted> open = new ArrayList<>();
  private final List<Admitted> ended = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  @Shows("H-2")
  void theLedgerIsTheRecountAfterEveryAct(int seed) {
    rig.backend("b1", POOL_GIB);
    rig.unlimited(Rig.PROJECT);
    Random random = new Random(seed);
    for (int act = 0; act < ACTS; act++) {
      String what = act(random);
      String when = "seed %d, act %d: %s".formatted(seed, act, what);
      assertThat(rig.allocated("b1"))
          .as(when)
          .isBetween(0L, (long) POOL_GIB)
          .isEqualTo(rig.number(RECOUNT));
      requireNoDrift(when);
    }
    assertThat(ended).as("operations that have ended").hasSizeGreaterThan(20);
    open.forEach(one -> settle(one, new Outcome.Cancelled()));
    assertThat(rig.number("select count(*) from operation where open = 1")).isZero();
    assertThat(rig.number("select count(*) from pin")).isZero();
    assertThat(rig.allocated("b1")).isEqualTo(rig.number(RECOUNT));
    requireNoDrift("at the end");
  }

  private void requireNoDrift(String when) {
    List<Drift> drifts =
        rig.database().read(handle -> rig.stores().quotaUses().drifts(handle, null));
    assertThat(drifts).as(when).isEmpty();
    Usage usage = usage();
    assertThat(List.of(usage.volumes(), usage.volumeGib(), usage.snapshots(), usage.snapshotGib()))
        .as(when)
        .allMatch(count -> count >= 0);
  }

  private String act(Random random) {
    int choice = random.nextInt(20);
    return switch (choice) {
      case 0, 1, 2 -> ask(Rig.blank(1 + random.nextInt(9)));
      case 3 -> any(volumes, random).map(one -> ask(copy(null, one, 10))).orElse("nothing");
      case 4, 5 ->
          any(volumes, random)
              .map(one -> ask(new ExtendVolume(one, 2 + random.nextInt(12), true)))
              .orElse("nothing");
      case 6 -> any(volumes, random).map(one -> ask(snapshotOf(one))).orElse("nothing");
      case 7 ->
          any(snapshots, random)
              .map(one -> ask(new DeleteSnapshot(one, random.nextBoolean())))
              .orElse("nothing");
      case 8, 9 ->
          any(volumes, random)
              .map(one -> ask(new DeleteVolume(one, random.nextBoolean(), random.nextBoolean())))
              .orElse("nothing");
      case 10 ->
          any(volumes, random)
              .map(one -> supersede(new DeleteVolume(one, false, false)))
              .orElse("nothing");
      case 11 -> any(open, random).map(this::restart).orElse("nothing");
      case 12, 13 ->
          any(ended, random).map(one -> settle(one, outcome(one, random))).orElse("nothing");
      default -> any(open, random).map(one -> end(one, random)).orElse("nothing");
    };
  }

  private static <T> Optional<T> any(List<T> from, Random random) {
    return from.isEmpty() ? Optional.empty() : Optional.of(from.get(random.nextInt(from.size())));
  }

  private String ask(OperationInput input) {
    switch (input) {
      case CreateVolume create -> volumes.add(create.volume());
      case CreateSnapshot create -> snapshots.add(create.snapshot());
      default -> {
        // Makes nothing.
      }
    }
    keep(rig.admit(Rig.request(input)));
    return input.toString();
  }

  private String supersede(OperationInput input) {
    OperationRequest request = Rig.request(input);
    keep(rig.admission().supersede(request, Rig.run(request)));
    return "instead: " + input;
  }

  private void keep(Admittance answer) {
    if (answer instanceof Admitted admitted) {
      (admitted.ended() ? ended : open).add(admitted);
    }
  }

  /** The old run does not know of it and goes on. */
  private String restart(Admitted old) {
    Admittance next =
        rig.admission()
            .resume(
                old.operation(),
                old.run(),
                new EngineRun("again", "run-%s-%d".formatted(old.operation(), old.run())));
    open.remove(old);
    ended.add(old);
    keep(next);
    return "restart of " + old.operation();
  }

  private String end(Admitted one, Random random) {
    Outcome outcome = outcome(one, random);
    if (!(outcome instanceof Outcome.Succeeded) && random.nextBoolean()) {
      rig.admission().beginCleaning(one.operation(), one.run(), outcome);
    }
    open.remove(one);
    ended.add(one);
    return settle(one, outcome);
  }

  private String settle(Admitted one, Outcome outcome) {
    boolean settled = rig.admission().settle(one.operation(), one.run(), outcome, List.of());
    return "%s of %s: %s".formatted(outcome, one.operation(), settled);
  }

  private static Outcome outcome(Admitted one, Random random) {
    if (one.plan() instanceof Plan.Hopeless) {
      return new Outcome.Failed(ErrorCode.NO_POOL_FITS, "no pool has room");
    }
    return switch (random.nextInt(4)) {
      case 0 -> new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "refused");
      case 1 -> new Outcome.Cancelled();
      default -> new Outcome.Succeeded();
    };
  }

  /** Refused for every reason that there is; some after the project and its pools were locked. */
  @Test
  @Shows("H-3")
  void aThousandRefusedRequestsLeaveNothingReserved() {
    rig.backend("b1", POOL_GIB);
    rig.quota(Rig.PROJECT, "volumes", 3);
    rig.quota(Rig.PROJECT, "gigabytes", 20);
    rig.quota(Rig.PROJECT, "snapshots", 2);
    VolumeId held = rig.volume(2);
    SnapshotId older = rig.snapshot(held);
    rig.snapshot(held);
    VolumeId reserved = rig.volume(1);
    rig.done(new CreateAttachment(AttachmentId.random(), reserved, "server-1", null, null));
    rig.succeed(rig.accepted(Rig.keyed(Rig.blank(1), "key", "hash")));
    List<OperationInput> wrong =
        List.of(
            Rig.blank(1),
            Rig.blank(50),
            copy(null, VolumeId.random(), 1),
            copy(SnapshotId.random(), null, 1),
            copy(null, held, 1),
            of("gold", null),
            of(null, "mars"),
            new ExtendVolume(held, 1, true),
            new ExtendVolume(held, 2, true),
            new ExtendVolume(held, 30, true),
            new ExtendVolume(VolumeId.random(), 3, true),
            snapshotOf(held),
            snapshotOf(VolumeId.random()),
            new DeleteVolume(held, false, false),
            new DeleteVolume(reserved, false, false),
            new DeleteVolume(VolumeId.random(), true, true),
            new DeleteSnapshot(SnapshotId.random(), false),
            new RevertVolume(held, older),
            new CreateAttachment(AttachmentId.random(), reserved, "server-2", null, null),
            new CreateAttachment(AttachmentId.random(), VolumeId.random(), "server", null, null));
    Usage before = usage();
    long operations = rig.number("select count(*) from operation");
    Random random = new Random(1);

    for (int count = 0; count < 1000; count++) {
      int choice = random.nextInt(wrong.size() + 2);
      if (choice == wrong.size()) {
        rig.refused(Rig.keyed(Rig.blank(1), "key", "another hash"));
      } else if (choice > wrong.size()) {
        rig.refused(Rig.request("another project", new ExtendVolume(held, 3, true)));
      } else {
        rig.refused(wrong.get(choice));
      }
    }

    assertThat(usage()).isEqualTo(before);
    assertThat(rig.allocated("b1")).isEqualTo(4).isEqualTo(rig.number(RECOUNT));
    List<Use> uses =
        rig.database()
            .read(handle -> rig.stores().quotaUses().page(handle, Rig.PROJECT, null, 100, 0));
    assertThat(uses)
        .hasSize(5)
        .allMatch(use -> use.reserved() == 0 && !use.creating() && use.operationId() == null);
    requireNoDrift("after refusals");
    assertThat(rig.number("select count(*) from operation")).isEqualTo(operations);
    assertThat(rig.number("select count(*) from pin")).isZero();
    assertThat(rig.number("select count(*) from intent")).isZero();
    assertThat(rig.number("select count(*) from idempotency")).isEqualTo(1);
  }

  private Usage usage() {
    return rig.database().read(handle -> rig.stores().quotas().usage(handle, Rig.PROJECT, null));
  }

  private static CreateVolume copy(
      @Nullable SnapshotId snapshot, @Nullable VolumeId source, int gib) {
    return new CreateVolume(
        VolumeId.random(), gib, "copy", null, null, null, snapshot, source, Map.of());
  }

  private static CreateVolume of(@Nullable String type, @Nullable String zone) {
    return new CreateVolume(VolumeId.random(), 1, "blank", null, type, zone, null, null, Map.of());
  }

  private static CreateSnapshot snapshotOf(VolumeId volume) {
    return new CreateSnapshot(SnapshotId.random(), volume, null, null, true, Map.of());
  }
}
