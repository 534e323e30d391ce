package io.clinker.races;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** The race suite, wherever it is played. */
@Timeout(7200)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class RaceTests {
  private static final Amount AMOUNT = Amount.asked();
  private static final long SEED = Long.getLong("clinker.seed", System.nanoTime());

  private Field field;
  private RaceSuite suite;
  private RaceCases cases;

  abstract Field open() throws Exception;

  final Field field() {
    return field;
  }

  static Amount amount() {
    return AMOUNT;
  }

  /** What else must hold at the end. */
  void after() throws Exception {}

  @BeforeAll
  void begin() throws Exception {
    System.out.println("races with -Dclinker.seed=" + SEED + ", " + AMOUNT);
    field = open();
    suite = new RaceSuite(field, AMOUNT, SEED);
    cases = new RaceCases(field, AMOUNT, SEED);
  }

  @AfterAll
  void end() throws Exception {
    if (field != null) {
      field.close();
    }
  }

  @Test
  @Order(1)
  void a15EveryPairWhileTheFirstIsOpen() throws Exception {
    System.out.println(suite.staged() + " pairs, the first held open");
  }

  @Test
  @Order(2)
  void a15EveryPairAtOnce() throws Exception {
    System.out.println(suite.together() + " pairs at once");
  }

  @Test
  @Order(3)
  void a1DeletesOfOneVolume() {
    cases.deletesOfOneVolume();
  }

  @Test
  @Order(4)
  void a2DeleteAgainstExtend() {
    cases.deleteAgainstExtend();
  }

  @Test
  @Order(5)
  void a3DeleteAgainstAttach() {
    cases.deleteAgainstAttach();
  }

  @Test
  @Order(6)
  void a4AttachmentsOfOneVolume() {
    cases.attachmentsOfOneVolume();
  }

  @Test
  @Order(7)
  void a5DetachesOfOneAttachment() {
    cases.detachesOfOneAttachment();
  }

  @Test
  @Order(8)
  void a6AttachesAndDetachesOfOneVolume() {
    cases.attachesAndDetachesOfOneVolume();
  }

  @Test
  @Order(9)
  void a7DetachThenDelete() {
    cases.detachThenDelete();
  }

  @Test
  @Order(10)
  void a8ExtendAgainstSnapshot() {
    cases.extendAgainstSnapshot();
  }

  @Test
  @Order(11)
  void b1b2ASourceIsKeptWhileItIsCopied() throws Exception {
    cases.aSourceIsKeptWhileItIsCopied();
  }

  @Test
  @Order(12)
  void b3AChainIsDeletedFromItsRoot() {
    cases.aChainIsDeletedFromItsRoot();
  }

  @Test
  @Order(13)
  void twentyClonesAtOnce() {
    cases.twentyClonesAtOnce();
  }

  @Test
  @Order(14)
  void b5NoLockFiles() throws Exception {
    cases.noLockFiles();
  }

  @Test
  @Order(15)
  void b4ASourceIsKeptWhenTheCopyingNodeDies() {
    cases.aSourceIsKeptWhenTheCopyingNodeDies();
  }

  @Test
  @Order(99)
  void theOracleFindsNothing() throws Exception {
    var verdict = field.check();
    System.out.println(verdict.text());
    assertThat(verdict.violations()).isEmpty();
    after();
  }
}
