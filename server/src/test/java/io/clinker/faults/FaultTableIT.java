package io.clinker.faults;

import io.clinker.cases.Shows;
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
  @Shows({"N-1", "N-2"})
  void theSameKeyAtOnceIsOneVolume() throws Exception {
    requests.theSameKeyFiftyTimesAtOnce();
  }

  @Test
  @Order(2)
  @Shows("N-1")
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
  @Shows({"C-26", "W-14"})
  void aCreateIsCancelledAtEveryStep() {
    operations.cancelOfACreateAtEveryStep();
  }

  @Test
  @Order(5)
  @Shows({"C-26", "W-14"})
  void aCloneIsCancelledAtEveryStep() {
    operations.cancelOfACloneAtEveryStep();
  }

  @Test
  @Order(6)
  @Shows({"C-26", "W-14"})
  void anExtendIsCancelledAtEveryStep() {
    operations.cancelOfAnExtendAtEveryStep();
  }

  @Test
  @Order(7)
  @Shows({"N-6", "N-7"})
  void aVolumeThatIsBeingCreatedIsDeleted() {
    operations.deleteOfAVolumeThatIsBeingCreated();
  }

  @Test
  @Order(8)
  @Shows({"B-1", "B-2"})
  void aDeleteWaitsForTheCopyOfItsVolume() throws Exception {
    operations.deleteOfASourceThatWaitsForItsCopy();
  }

  @Test
  @Order(8)
  @Shows({"F-1", "F-2"})
  void aPoolIsNotFilledTwice() throws Exception {
    operations.twoHundredCreatesIntoAPoolOfAHundred();
  }

  @Test
  @Order(9)
  @Shows("G-12")
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
  @Shows({"E-1", "W-10"})
  void readsAreAnsweredWithoutAnEngine() throws Exception {
    away.theEngine();
  }

  @Test
  @Order(12)
  @Shows("W-1")
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
