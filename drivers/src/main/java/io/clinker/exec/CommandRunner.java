package io.clinker.exec;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs host tools as child processes. A child is killed when its time limit passes, when the
 * watcher throws, when the calling thread is interrupted, and (where asked for) when this process
 * dies.
 */
public final class CommandRunner implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(200);

  // The kernel ties "dies with its parent" to the thread that started the child, so children are
  // started by one thread that lives as long as this object and not by callers, whose threads (the
  // carriers of virtual threads among them) come and go.
  private final ExecutorService starter =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("command-starter").factory());
  private final boolean leash;

  public CommandRunner() {
    leash = isOnPath("setpriv");
  }

  /** Told about a running tool every moment, in the caller's thread; stops the tool by throwing. */
  public interface Watcher {
    /**
     * @param latest the last line (ended by carriage return or line feed) that the tool printed on
     *     its standard output, empty before the first
     */
    void tick(String latest);
  }

  /** Whether a tool is installed. */
  public static boolean isOnPath(String tool) {
    String path = System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    for (String directory : path.split(File.pathSeparator)) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, tool))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isInstalled(String tool) {
    return tool.startsWith("/") ? Files.isExecutable(Path.of(tool)) : isOnPath(tool);
  }

  /** Runs a tool to its end, whatever its exit code. */
  public CommandResult run(Command command) {
    return run(command, latest -> {});
  }

  /**
   * Runs a tool to its end, whatever its exit code.
   *
   * @throws ClinkerException BACKEND_UNAVAILABLE when the tool is not installed, BACKEND_BUSY when
   *     its time limit passed, CANCELLED when the thread was interrupted; whatever the watcher
   *     throws
   */
  public CommandResult run(Command command, Watcher watcher) {
    Process process = start(command);
    try {
      AtomicReference<String> latest = new AtomicReference<>("");
      Kept out = new Kept(command.keptCharacters());
      Kept err = new Kept(command.keptCharacters());
      Thread outReader = read(process.getInputStream(), out, latest);
      Thread errReader = read(process.getErrorStream(), err, new AtomicReference<>(""));
      long end = System.nanoTime() + command.limit().toNanos();
      while (!process.waitFor(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
        watcher.tick(Objects.requireNonNullElse(latest.get(), ""));
        if (System.nanoTime() - end > 0) {
          throw new ClinkerException(
              ErrorCode.BACKEND_BUSY,
              "a tool did not end in time",
              Map.of("tool", command.tool(), "limit", command.limit().toString()));
        }
      }
      // A grandchild may hold the pipes open for ever: what has come by now must do.
      boolean ended = outReader.join(Duration.ofSeconds(5));
      errReader.join(Duration.ofSeconds(5));
      return new CommandResult(
          command.tool(), process.exitValue(), out.text(), err.text(), !ended || out.cut);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClinkerException(
          ErrorCode.CANCELLED, "interrupted while a tool ran", Map.of("tool", command.tool()), e);
    } finally {
      if (process.isAlive()) {
        process.destroyForcibly();
      }
    }
  }

  /**
   * Starts a tool that stays, to speak with it; it dies with this process.
   *
   * @throws ClinkerException BACKEND_UNAVAILABLE when the tool is not installed
   */
  public Conversation converse(String... arguments) {
    Command command = Command.lasting(Duration.ZERO, arguments);
    return new Conversation(command.tool(), start(command, ProcessBuilder.Redirect.PIPE));
  }

  @Override
  public void close() {
    starter.shutdown();
  }

  private Process start(Command command) {
    return start(command, ProcessBuilder.Redirect.from(new File("/dev/null")));
  }

  private Process start(Command command, ProcessBuilder.Redirect input) {
    List<String> arguments = new ArrayList<>();
    if (command.endsWithParent() && leash) {
      arguments.addAll(List.of("setpriv", "--pdeathsig", "KILL", "--"));
      // With the leash before it, a missing tool would look like a failing one.
      if (!isInstalled(command.tool())) {
        throw missing(command, null);
      }
    }
    arguments.addAll(command.arguments());
    ProcessBuilder builder = new ProcessBuilder(arguments);
    builder.environment().put("LC_ALL", "C");
    builder.redirectInput(input);
    Future<Process> started = starter.submit(builder::start);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return started.get();
        } catch (InterruptedException e) {
          // The child may be there already: take it, the wait that follows kills it.
          interrupted = true;
        } catch (ExecutionException e) {
          throw missing(command, e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static ClinkerException missing(Command command, @Nullable Throwable cause) {
    return new ClinkerException(
        ErrorCode.BACKEND_UNAVAILABLE,
        "a host tool could not be started; is it installed?",
        Map.of("tool", command.tool()),
        cause);
  }

  /** The beginning of a stream. */
  private static final class Kept {
    private final int most;
    private final StringBuffer text = new StringBuffer();
    private volatile boolean cut;

    Kept(int most) {
      this.most = most;
    }

    void add(String more) {
      int room = most - text.length();
      if (more.length() > room) {
        cut = true;
      }
      text.append(more, 0, Math.min(room, more.length()));
    }

    String text() {
      return text.toString();
    }
  }

  private static Thread read(InputStream stream, Kept kept, AtomicReference<String> latest) {
    return Thread.ofVirtual()
        .start(
            () -> {
              byte[] buffer = new byte[8192];
              StringBuilder line = new StringBuilder();
              try (stream) {
                int count = stream.read(buffer);
                while (count >= 0) {
                  String text = new String(buffer, 0, count, StandardCharsets.UTF_8);
                  kept.add(text);
                  follow(text, line, latest);
                  count = stream.read(buffer);
                }
              } catch (IOException e) {
                // The pipe of a killed child: what was read before is what there is.
                latest.set(line.toString());
              }
            });
  }

  private static void follow(String text, StringBuilder line, AtomicReference<String> latest) {
    for (int index = 0; index < text.length(); index++) {
      char character = text.charAt(index);
      if (character == '\r' || character == '\n') {
        if (!line.isEmpty()) {
          latest.set(line.toString());
          line.setLength(0);
        }
      } else if (line.length() < 1000) {
        line.append(character);
      }
    }
  }
}
