package io.clinker.faults;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints a table of what was done to a real installation and what was seen. Wrong secrets and dead
 * export daemons are in {@code io.clinker.e2e.DataPathIT}. With {@code -Dclinker.full=true} the
 * backend is away for ten minutes, else for half of one.
 */
@Timeout(1500)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultTableIT {
  @TempDir static Path folder;

  private static Ground ground;
  private static RequestFaults requests;
  private static OperationFaults operations;
  private static AwayFaults away;
  private static CommandFaults commands;

  @BeforeAll
  static void open() throws Exception {
    ground = Ground.open(folder);
    requests = new RequestFaults(ground);
    operations = new OperationFaults(ground);
    away = new AwayFaults(ground, Boolean.getBoolean("clinker.full"));
    commands = new CommandFaults(ground);
  }

  @AfterAll
  static void close() throws Exception {
    if (ground != null) {
      ground.close();
    }
  }

  @Test
  @Order(1)
  void theSameKeyAtOnceIsOneVolume() throws Exception {
    requests.theSameKeyFiftyTimesAtOnce();
  }

  @Test
  @Order(2)
  void theSameKeyAfterALostReplyIsOneVolume() {
    requests.aReplyThatWasLost();
  }

  @Test
  @Order(3)
  void whatIsWrongIsRefusedByName() {
    new BadInput(ground).refuseAll();
  }

  @Test
  @Order(4)
  void aCreateIsCancelledAtEveryStep() {
    operations.cancelOfACreateAtEveryStep();
  }

  @Test
  @Order(5)
  void aCloneIsCancelledAtEveryStep() {
    operations.cancelOfACloneAtEveryStep();
  }

  @Test
  @Order(6)
  void anExtendIsCancelledAtEveryStep() {
    operations.cancelOfAnExtendAtEveryStep();
  }

  @Test
  @Order(7)
  void aVolumeThatIsBeingCreatedIsDeleted() {
    operations.deleteOfAVolumeThatIsBeingCreated();
  }

  @Test
  @Order(8)
  void aPoolIsNotFilledTwice() throws Exception {
    operations.twoHundredCreatesIntoAPoolOfAHundred();
  }

  @Test
  @Order(9)
  void operationsWaitForABackend() {
    away.theBackend();
  }

  @Test
  @Order(10)
  void nothingIsLostWithoutADatabase() throws Exception {
    away.theDatabase();
  }

  @Test
  @Order(11)
  void readsAreAnsweredWithoutAnEngine() throws Exception {
    away.theEngine();
  }

  @Test
  @Order(12)
  void whatWasAnswered503NeverHappens() {
    requests.aDeadlineThatPassedWithoutAWorker();
  }

  @Test
  @Order(13)
  void aTakenPortIsSaid() throws Exception {
    commands.aTakenPort();
  }

  @Test
  @Order(14)
  void aWrongConfigurationIsSaid() throws Exception {
    commands.aWrongConfiguration();
  }

  @Test
  @Order(15)
  void doctorSaysWhatIsMissing() throws Exception {
    commands.doctorWithoutATool();
  }

  @Test
  @Order(16)
  void theMetricsPageHasWhatIsAsked() {
    commands.theMetricsPage();
  }

  @Test
  @Order(17)
  void theOracleFindsNothing() throws Exception {
    commands.theOracle();
  }
}
