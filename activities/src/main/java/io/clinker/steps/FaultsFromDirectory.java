package io.clinker.steps;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Faults that a test arms by files, so that real processes can be hit at a chosen line: the file
 * {@code armed} holds {@code <point> park} or {@code <point> lose-reply}; the one process that
 * reaches the point first takes it, tells its process id in {@code reached}, and parks until the
 * file {@code released} is there (or until it is killed), or loses its reply.
 */
public final class FaultsFromDirectory implements FaultPoints {
  private static final long POLL_MILLIS = 20;

  private final Path directory;

  public FaultsFromDirectory(Path directory) {
    this.directory = directory;
  }

  @Override
  public void reach(String point) {
    try {
      String[] armed = Files.readString(directory.resolve("armed")).strip().split(" ", 2);
      if (!armed[0].equals(point) || !take()) {
        return;
      }
      Path reached = directory.resolve("reached.part");
      Files.writeString(reached, ProcessHandle.current().pid() + " " + point + "\n");
      Files.move(reached, directory.resolve("reached"));
      if (armed[1].equals("lose-reply")) {
        throw new ClinkerException(ErrorCode.OUTCOME_UNKNOWN, "the reply was lost");
      }
      while (!Files.exists(directory.resolve("released"))) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (NoSuchFileException nothingArmed) {
      return;
    } catch (IOException failure) {
      throw new IllegalStateException("the directory of faults cannot be used", failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean take() throws IOException {
    try {
      Files.move(
          directory.resolve("armed"), directory.resolve("taken-" + ProcessHandle.current().pid()));
      return true;
    } catch (NoSuchFileException takenByAnother) {
      return false;
    }
  }
}
