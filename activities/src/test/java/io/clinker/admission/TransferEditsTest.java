package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.admission.TransferEdits.Actor;
import io.clinker.admission.TransferEdits.Made;
import io.clinker.model.AttachmentId;
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
import io.clinker.operations.OperationInput.ResetVolume;
import io.clinker.operations.OperationInput.RevertVolume;
import io.clinker.operations.Outcome;
import io.clinker.operations.Refusal;
import io.clinker.store.Database;
import io.clinker.store.TransferRow;
import io.clinker.store.testing.Rig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class TransferEditsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Actor TAKER = new Actor("p2", "u2");

  @AutoClose private final Rig rig = new Rig();
  private TransferEdits transfers;

  @BeforeEach
  void edits() {
    rig.backend("b1", 1000);
    transfers = new TransferEdits(rig.stores());
  }

  private <T> Edited<T> edit(Database.Work<T> work) {
    return Edited.in(rig.database(), work);
  }

  private Edited<Made> offer(VolumeId volume) {
    return edit(handle -> transfers.create(handle, volume, Rig.PROJECT, null, false, NOW));
  }

  private Made offered(VolumeId volume) {
    if (offer(volume) instanceof Edited.Done<Made>(Made made)) {
      return made;
    }
    throw new AssertionError("not offered");
  }

  private Edited<TransferRow> accept(Made made, Actor actor) {
    return edit(handle -> transfers.accept(handle, made.row().id(), made.key(), actor, NOW));
  }

  private static @Nullable Refusal refusal(Edited<?> edited) {
    return edited instanceof Edited.Refused<?>(Refusal refusal) ? refusal : null;
  }

  private static boolean done(Object edited) {
    return edited instanceof Edited.Done<?>;
  }

  private static <T> List<T> parallel(int count, IntFunction<T> work) throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(count)) {
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

  @Test
  void aVolumeThatWasMadeAvailableMeanwhileIsOfferedAnew() {
    VolumeId volume = rig.volume(1);
    Made first = offered(volume);
    rig.done(new ResetVolume(volume, "available", null, null));

    Made second = offered(volume);

    assertThat(refusal(accept(first, TAKER))).isNotNull();
    assertThat(done(accept(second, TAKER))).isTrue();
  }

  @Test
  void whatIsGivenAwayIsLeftAlone() {
    VolumeId volume = rig.volume(1);
    SnapshotId snapshot = rig.snapshot(volume);
    offered(volume);

    List<OperationInput> all =
        List.of(
            new DeleteVolume(volume, true, false),
            new ExtendVolume(volume, 2, true),
            new RevertVolume(volume, snapshot),
            new CreateSnapshot(SnapshotId.random(), volume, null, null, true, Map.of()),
            new DeleteSnapshot(snapshot, false),
            new CreateVolume(
                VolumeId.random(), null, null, null, null, null, null, volume, Map.of()),
            new CreateVolume(
                VolumeId.random(), null, null, null, null, null, snapshot, null, Map.of()),
            new CreateAttachment(AttachmentId.random(), volume, "i1", null, null));
    for (OperationInput one : all) {
      assertThat(rig.refused(one).status()).as(one.toString()).isIn(400, 409);
    }
    assertThat(rig.row(volume).status()).isEqualTo("awaiting-transfer");
    assertThat(Objects.requireNonNull(rig.find(snapshot)).status()).isEqualTo("awaiting-transfer");
  }

  @Test
  void aForcedDeleteEndsTheTransfer() {
    VolumeId volume = rig.volume(1);
    Made made = offered(volume);
    rig.done(new DeleteVolume(volume, false, true));

    assertThat(Objects.requireNonNull(refusal(accept(made, TAKER))).status()).isEqualTo(404);
    assertThat(rig.number("select count(*) from volume_transfer where live = 1")).isZero();
  }

  @Test
  void aVolumeThatAnOperationHoldsIsNotGivenAway() {
    VolumeId volume = rig.volume(1);
    Admitted extend = rig.accepted(new ExtendVolume(volume, 2, true));
    Refusal refusal = Objects.requireNonNull(refusal(offer(volume)));
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.blockedBy()).isEqualTo(extend.operation());
    rig.succeed(extend);
    assertThat(done(offer(volume))).isTrue();
  }

  @Test
  void aCopyOfAGivenVolumeGoesOn() {
    VolumeId volume = rig.volume(1);
    CreateVolume copy =
        new CreateVolume(VolumeId.random(), null, null, null, null, null, null, volume, Map.of());
    Admitted clone = rig.accepted(copy);
    Made made = offered(volume);
    assertThat(done(accept(made, TAKER))).isTrue();
    rig.succeed(clone);
    assertThat(rig.row(copy.volume()).status()).isEqualTo("available");
    assertThat(rig.row(copy.volume()).projectId()).isEqualTo(Rig.PROJECT);
    assertThat(rig.row(volume).projectId()).isEqualTo("p2");
    assertThat(rig.number("select count(*) from pin")).isZero();
  }

  @Test
  void aTakerGetsNoVolumeThatIsLargerThanItMayHave() {
    rig.quota("p2", "per_volume_gigabytes", 4);
    Made made = offered(rig.volume(5));

    Refusal refusal = refusal(accept(made, TAKER));

    assertThat(refusal).isNotNull();
    assertThat(refusal.status()).isEqualTo(413);
    assertThat(refusal.message()).contains("VolumeSizeExceedsLimit");
    assertThat(done(accept(offered(rig.volume(4)), TAKER))).isTrue();
  }

  @Test
  void oneOfManyTakersGetsTheVolume() throws Exception {
    VolumeId volume = rig.volume(1);
    SnapshotId snapshot = rig.snapshot(volume);
    Made made = offered(volume);
    List<Edited<TransferRow>> answers =
        parallel(30, number -> accept(made, new Actor("t" + number, "u")));

    assertThat(answers).filteredOn(TransferEditsTest::done).hasSize(1);
    int winner = answers.indexOf(answers.stream().filter(TransferEditsTest::done).toList().get(0));
    assertThat(rig.row(volume).projectId()).isEqualTo("t" + winner);
    assertThat(rig.row(volume).status()).isEqualTo("available");
    assertThat(Objects.requireNonNull(rig.find(snapshot)).projectId()).isEqualTo("t" + winner);
    assertThat(rig.number("select count(*) from volume_transfer where accepted = 1")).isEqualTo(1);
  }

  @Test
  void aTakerNeverGetsMoreThanItsQuota() throws Exception {
    rig.unlimited(Rig.PROJECT);
    rig.quota("p2", "volumes", 5);
    rig.quota("p2", "gigabytes", -1);
    List<Made> offers = new ArrayList<>();
    for (int number = 0; number < 12; number++) {
      offers.add(offered(rig.volume(1)));
    }
    List<Object> answers =
        parallel(
            24,
            number ->
                number % 2 == 0
                    ? accept(offers.get(number / 2), TAKER)
                    : (Object) rig.admit(Rig.request("p2", Rig.blank(1))));

    assertThat(rig.number("select count(*) from volume where live = 1 and project_id = 'p2'"))
        .isEqualTo(5);
    assertThat(answers).filteredOn(answer -> done(answer) || answer instanceof Admitted).hasSize(5);
  }

  @RepeatedTest(5)
  void offersAndOperationsExcludeEachOther() throws Exception {
    VolumeId volume = rig.volume(1);
    List<Object> answers =
        parallel(
            16,
            number ->
                switch (number % 4) {
                  case 0 -> (Object) offer(volume);
                  case 1 -> rig.admit(Rig.request(new ExtendVolume(volume, 2 + number, true)));
                  case 2 -> rig.admit(Rig.request(new DeleteVolume(volume, false, false)));
                  default ->
                      rig.admit(
                          Rig.request(
                              new CreateAttachment(
                                  AttachmentId.random(), volume, "i" + number, null, null)));
                });

    List<Object> winners =
        answers.stream().filter(answer -> done(answer) || answer instanceof Admitted).toList();
    assertThat(winners).hasSize(1);
    String status = rig.row(volume).status();
    if (done(winners.get(0))) {
      assertThat(status).isEqualTo("awaiting-transfer");
    } else {
      assertThat(status).isIn("extending", "deleting", "reserved");
    }
  }

  @RepeatedTest(5)
  void acceptDeleteAndForcedDeleteRace() throws Exception {
    VolumeId volume = rig.volume(1);
    Made made = offered(volume);
    List<Object> answers =
        parallel(
            3,
            number ->
                switch (number) {
                  case 0 -> (Object) accept(made, TAKER);
                  case 1 ->
                      edit(handle -> transfers.delete(handle, made.row().id(), Rig.PROJECT, NOW));
                  default -> rig.admit(Rig.request(new DeleteVolume(volume, false, true)));
                });
    if ((Admittance) answers.get(2) instanceof Admitted deleted) {
      rig.settle(deleted, new Outcome.Succeeded());
      assertThat(rig.find(volume)).isNull();
    } else {
      assertThat(done(answers.get(0))).isTrue();
      assertThat(rig.row(volume).projectId()).isEqualTo("p2");
    }
    assertThat(done(answers.get(0)) && done(answers.get(1))).isFalse();
    assertThat(rig.number("select count(*) from volume_transfer where live = 1")).isZero();
  }

  @Test
  void aKeyIsNeverKept() {
    Made made = offered(rig.volume(1));
    String key = made.key().text();
    assertThat(key).matches("[0-9a-f]{16}");
    assertThat(made.key().toString()).doesNotContain(key);
    assertThat(made.row().toString()).doesNotContain(made.row().keyHash());
    assertThat(
            rig.number(
                "select count(*) from volume_transfer where concat(salt, key_hash) like ?",
                "%" + key + "%"))
        .isZero();
    TransferKey.Sealed sealed = new TransferKey.Sealed(made.row().salt(), made.row().keyHash());
    assertThat(made.key().opens(sealed)).isTrue();
    assertThat(new TransferKey(key + "0").opens(sealed)).isFalse();
    assertThat(new TransferKey("").opens(sealed)).isFalse();
  }
}
