package io.clinker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.conformance.TestResult.Status;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is made of the answers of Tempest. */
final class TempestReportTest {
  private static final String READ = "tempest.api.volume.test_a.ATest.test_read[id-1]";
  private static final String WRITE = "tempest.api.volume.test_a.ATest.test_write[id-2,negative]";
  private static final String COPY = "tempest.api.volume.test_b.BTest.test_copy[id-3]";

  private final KnownFailures known =
      new KnownFailures(
          List.of(
              new KnownFailures.Known(
                  "needs copies",
                  List.of("tempest.api.volume.test_b", "tempest.api.volume.x"),
                  false),
              new KnownFailures.Known(
                  "needs patience", List.of("tempest.api.volume.test_c"), true)));

  @Test
  void whatAClassIsSetUpWithHoldsForItsTests() {
    TestRun run =
        TestRun.of(
            List.of(READ, WRITE, COPY),
            List.of(
                new TestResult(
                    "setUpClass (tempest.api.volume.test_a.ATest)", Status.SKIPPED, "no server"),
                new TestResult(COPY, Status.PASSED, "")));

    assertThat(run.results(Status.SKIPPED))
        .containsExactly(
            new TestResult(READ, Status.SKIPPED, "no server"),
            new TestResult(WRITE, Status.SKIPPED, "no server"));
    assertThat(run.results(Status.PASSED)).extracting(TestResult::id).containsExactly(COPY);
  }

  @Test
  void aClassThatCannotBeTakenDownFails() {
    TestRun run =
        TestRun.of(
            List.of(READ),
            List.of(
                new TestResult(READ, Status.PASSED, ""),
                new TestResult(
                    "tearDownClass (tempest.api.volume.test_a.ATest)", Status.FAILED, "left")));

    assertThat(run.results(Status.FAILED))
        .extracting(TestResult::name)
        .containsExactly("tempest.api.volume.test_a.ATest.tearDownClass");
  }

  @Test
  void aTestOfWhichNothingIsHeardHasFailed() {
    TestRun run = TestRun.of(List.of(READ), List.of());

    assertThat(run.results(Status.FAILED)).extracting(TestResult::id).containsExactly(READ);
    assertThat(print(run)).contains("0 passed, 1 failed, 0 failed for a known reason, 0 skipped");
    assertThat(holds(run)).isFalse();
  }

  @Test
  void aKnownReasonIsNoFailure() {
    TestRun run =
        TestRun.of(
            List.of(READ, COPY),
            List.of(
                new TestResult(READ, Status.PASSED, ""),
                new TestResult(COPY, Status.FAILED, "Traceback\n  line\nBadRequest: no copies\n")));

    assertThat(print(run))
        .contains("needs copies")
        .contains("1 passed, 0 failed, 1 failed for a known reason, 0 skipped");
    assertThat(holds(run)).isTrue();
  }

  @Test
  void aReasonNamesWholeModulesClassesAndMethods() {
    assertThat(known.reason(new TestResult(COPY, Status.FAILED, ""))).contains("needs copies");
    assertThat(known.reason(new TestResult(READ, Status.FAILED, ""))).isEmpty();
    assertThat(
            known.reason(
                new TestResult("tempest.api.volume.test_bc.CTest.test_it", Status.FAILED, "")))
        .isEmpty();
  }

  @Test
  void aTestThatWouldWaitIsNotBegun() {
    String waiting = "tempest.api.volume.test_c.CTest.test_move[id-4]";

    assertThat(known.leftOut(waiting))
        .contains(new TestResult(waiting, Status.SKIPPED, "needs patience"));
    assertThat(known.leftOut(COPY)).isEmpty();
    assertThat(known.leftOut(READ)).isEmpty();
  }

  @Test
  void theFileOfKnownFailuresIsRead() throws Exception {
    assertThat(
            KnownFailures.read()
                .reason(
                    new TestResult(
                        "tempest.api.volume.test_volumes_extend.VolumesExtendTest"
                            + ".test_volume_extend[id-9a36df71-a257-43a5-9555-dc7c88e66e0e]",
                        Status.FAILED,
                        "")))
        .isPresent();
  }

  @Test
  void failuresEndWithTheirLastLine() {
    TestRun run =
        TestRun.of(
            List.of(READ),
            List.of(new TestResult(READ, Status.FAILED, "Traceback\n  line\nBadRequest: why\n")));

    assertThat(print(run)).contains("test_read" + System.lineSeparator() + "      BadRequest: why");
  }

  @Test
  void onlyAFailureWhoseConnectionBrokeIsThatOfAKill() {
    assertThat(
            NodeKills.reason(
                new TestResult(
                    READ,
                    Status.FAILED,
                    "urllib3.exceptions.ProtocolError: ('Connection aborted.', RemoteDisconnected(")))
        .isPresent();
    assertThat(
            NodeKills.reason(
                new TestResult(
                    READ,
                    Status.FAILED,
                    "Retrying after connection broken by 'RemoteDisconnected(': /v3/volumes/v\n"
                        + "Traceback\n  line\nBadRequest: it is being deleted\n")))
        .isPresent();
    assertThat(NodeKills.reason(new TestResult(READ, Status.FAILED, "tempest...BadRequest: no")))
        .isEmpty();
  }

  private String print(TestRun run) {
    StringWriter text = new StringWriter();
    new TempestReport(run, known::reason).print(new PrintWriter(text), Duration.ofSeconds(3));
    return text.toString();
  }

  private boolean holds(TestRun run) {
    return new TempestReport(run, known::reason)
        .print(new PrintWriter(new StringWriter()), Duration.ofSeconds(3));
  }
}
