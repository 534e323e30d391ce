package io.clinker.exec;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A host tool that stays and is spoken with line by line. It ends with this process, when it is
 * closed, and when its input ends. For one thread at a time.
 */
public final class Conversation implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(200);
  private static final int COMPLAINTS_CAP = 4096;

  private final String tool;
  private final Process process;
  private final LinkedBlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
  private final StringBuffer complaints = new StringBuffer();

  Conversation(String tool, Process process) {
    this.tool = tool;
    this.process = process;
    Thread.ofVirtual().start(this::readLines);
    Thread.ofVirtual().start(this::readComplaints);
  }

  /**
   * Says something to the tool.
   *
   * @throws ClinkerException BACKEND_UNAVAILABLE when the tool is gone
   */
  public void say(byte[] bytes) {
    try {
      OutputStream input = process.getOutputStream();
      input.write(bytes);
      input.flush();
    } catch (IOException e) {
      throw gone(e);
    }
  }

  /**
   * The next line that the tool says.
   *
   * @param deadline when to give up, as {@link System#nanoTime()}
   * @param tick called every moment while there is none, in the caller's thread; may throw
   * @throws ClinkerException BACKEND_UNAVAILABLE when the tool ended, OUTCOME_UNKNOWN when the
   *     deadline passed, CANCELLED when the thread was interrupted; the conversation is of no use
   *     after that and must be closed
   */
  public String next(long deadline, Runnable tick) {
    try {
      while (true) {
        Optional<String> line = lines.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
        if (line != null) {
          return line.orElseThrow(() -> gone(null));
        }
        tick.run();
        if (System.nanoTime() - deadline > 0) {
          throw new ClinkerException(
              ErrorCode.OUTCOME_UNKNOWN, "a tool did not answer in time", Map.of("tool", tool));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClinkerException(
          ErrorCode.CANCELLED, "interrupted while a tool worked", Map.of("tool", tool), e);
    }
  }

  /** Whether the tool runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Kills the tool, whatever it does. */
  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void readLines() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      while (line != null) {
        lines.add(Optional.of(line));
        line = reader.readLine();
      }
    } catch (IOException e) {
      // The pipe of a killed tool: nothing more comes.
      complaints.append(e.getMessage());
    } finally {
      lines.add(Optional.empty());
    }
  }

  private void readComplaints() {
    char[] buffer = new char[1024];
    try (InputStreamReader reader =
        new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8)) {
      int count = reader.read(buffer);
      while (count >= 0) {
        if (complaints.length() < COMPLAINTS_CAP) {
          complaints.append(buffer, 0, count);
        }
        count = reader.read(buffer);
      }
    } catch (IOException e) {
      complaints.append(e.getMessage());
    }
  }

  private ClinkerException gone(@Nullable Exception cause) {
    String said = complaints.toString().strip();
    int from = Math.max(0, said.length() - 400);
    return new ClinkerException(
        ErrorCode.BACKEND_UNAVAILABLE,
        "a tool ended in the middle of a conversation",
        Map.of("tool", tool, "said", said.substring(from)),
        cause);
  }
}
