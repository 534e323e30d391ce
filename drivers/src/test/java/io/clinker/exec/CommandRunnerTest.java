package io.clinker.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandRunnerTest {
  private final CommandRunner runner = new CommandRunner();
  @TempDir Path directory;

  @AfterEach
  void close() {
    runner.close();
  }

  @Test
  void outputAndExitCodeComeBackApart() {
    CommandResult result = runner.run(Command.brief("sh", "-c", "echo out; echo err >&2; exit 3"));

    assertThat(result).isEqualTo(new CommandResult("sh", 3, "out\n", "err\n", false));
    assertThat(result.succeeded()).isFalse();
    assertThat(result.facts()).containsEntry("said", "err").doesNotContainValue("-c");
  }

  @Test
  void argumentsAreNeverTakenForShellText() {
    CommandResult result = runner.run(Command.brief("echo", "$HOME; `id` $(id)"));

    assertThat(result.out()).isEqualTo("$HOME; `id` $(id)\n");
  }

  @Test
  void jsonIsParsedAndOtherTextRefused() {
    assertThat(runner.run(Command.brief("echo", "{\"a\": 1}")).json().path("a").asInt())
        .isEqualTo(1);

    CommandResult text = runner.run(Command.brief("echo", "{"));
    assertThat(catchThrowableOfType(ClinkerException.class, text::json).code())
        .isEqualTo(ErrorCode.BACKEND_REFUSED);
  }

  @Test
  void longOutputIsCutOffAndDoesNotBlockTheTool() {
    CommandResult result =
        runner.run(Command.brief("head", "-c", Integer.toString(8 << 20), "/dev/zero"));

    assertThat(result.succeeded()).isTrue();
    assertThat(result.out()).hasSize(1 << 20);
    assertThat(result.truncated()).isTrue();
    for (ThrowingCallable whole : List.<ThrowingCallable>of(result::wholeOut, result::json)) {
      assertThat(catchThrowableOfType(ClinkerException.class, whole).code())
          .isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
    }
  }

  @Test
  void asMuchIsKeptAsWasAskedFor() {
    Command numbers = Command.brief("seq", "1", "300000");

    CommandResult whole = runner.run(numbers.keeping(4 << 20));
    CommandResult cut = runner.run(numbers.keeping(whole.out().length() - 1));

    assertThat(whole.truncated()).isFalse();
    assertThat(whole.wholeOut()).hasSizeGreaterThan(1 << 20).endsWith("300000\n");
    assertThat(cut.truncated()).isTrue();
  }

  @Test
  void aToolThatIsMissingIsNamed() {
    for (boolean leash : List.of(true, false)) {
      ClinkerException refused =
          catchThrowableOfType(
              ClinkerException.class,
              () -> runner.run(new Command(List.of("no-such-tool"), Duration.ofSeconds(5), leash)));

      assertThat(refused.code()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
      assertThat(refused.facts()).containsEntry("tool", "no-such-tool");
    }
  }

  @Test
  void aToolThatTakesTooLongIsKilled() throws IOException {
    Path pid = directory.resolve("pid");

    ClinkerException refused =
        catchThrowableOfType(
            ClinkerException.class,
            () -> runner.run(Command.lasting(Duration.ofSeconds(5), "sh", "-c", sleeper(pid))));

    assertThat(refused.code()).isEqualTo(ErrorCode.BACKEND_BUSY);
    assertGone(Long.parseLong(Files.readString(pid).strip()));
  }

  @Test
  void aWatcherThatThrowsStopsTheTool() throws IOException {
    Path pid = directory.resolve("pid");
    assertStoppedAt("ready", sleeper(pid));

    assertGone(Long.parseLong(Files.readString(pid).strip()));
  }

  @Test
  void anInterruptedCallerStopsTheTool() throws Exception {
    Path pid = directory.resolve("pid");
    List<ErrorCode> codes = new ArrayList<>();
    Thread caller =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    runner.run(Command.lasting(Duration.ofMinutes(1), "sh", "-c", sleeper(pid)));
                  } catch (ClinkerException e) {
                    codes.add(e.code());
                  }
                });
    await(pid);

    caller.interrupt();
    caller.join(10_000);

    assertThat(codes).containsExactly(ErrorCode.CANCELLED);
    assertGone(Long.parseLong(Files.readString(pid).strip()));
  }

  @Test
  void theWatcherSeesTheLatestLineWhateverEndsIt() {
    assertStoppedAt("  (2.00/100%)", "printf '  (1.00/100%%)\\r  (2.00/100%%)\\r'; exec sleep 60");
  }

  @Test
  void aChildDiesWithItsParentAndNotWithTheThreadThatAskedForIt() throws Exception {
    Path pid = directory.resolve("pid");
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                sleeper(pid))
            .inheritIO()
            .start();
    try {
      await(pid);
      long child = Long.parseLong(Files.readString(pid).strip());
      Thread.sleep(300);
      assertThat(alive(child)).isTrue();

      parent.destroyForcibly().waitFor();

      assertGone(child);
    } finally {
      parent.destroyForcibly();
    }
  }

  /** A process that runs a lasting command on a thread of its own. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] arguments) throws InterruptedException {
      CommandRunner runner = new CommandRunner();
      Thread.ofVirtual()
          .start(() -> runner.run(Command.lasting(Duration.ofMinutes(1), "sh", "-c", arguments[0])))
          .join();
    }
  }

  /** A watcher sees this line and stops the script by what it throws. */
  private void assertStoppedAt(String line, String script) {
    ClinkerException stop = new ClinkerException(ErrorCode.CANCELLED, "stop");

    ClinkerException thrown =
        catchThrowableOfType(
            ClinkerException.class,
            () ->
                runner.run(
                    Command.lasting(Duration.ofMinutes(1), "sh", "-c", script),
                    latest -> {
                      if (latest.equals(line)) {
                        throw stop;
                      }
                    }));

    assertThat(thrown).isSameAs(stop);
  }

  private static String sleeper(Path pid) {
    return "echo $$ > '%s.new' && mv '%s.new' '%s'; echo ready; exec sleep 60"
        .formatted(pid, pid, pid);
  }

  private static void await(Path file) throws InterruptedException {
    for (int turn = 0; turn < 6000 && !Files.exists(file); turn++) {
      Thread.sleep(10);
    }
    assertThat(file).exists();
  }

  private static void assertGone(long pid) {
    for (int turn = 0; turn < 500 && alive(pid); turn++) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    assertThat(alive(pid)).as("process %d lives", pid).isFalse();
  }

  private static boolean alive(long pid) {
    Optional<ProcessHandle> handle = ProcessHandle.of(pid);
    return handle.isPresent() && handle.get().isAlive();
  }
}
