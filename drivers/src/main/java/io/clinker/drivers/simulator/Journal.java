package io.clinker.drivers.simulator;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The array's state on disk: every decision and every act in order, one JSON document per line. An
 * array whose process is killed comes back by doing them again. A last line that was cut off is
 * dropped: nobody was answered for it. Holds the secrets of exports, so only its owner may read it.
 */
final class Journal implements AutoCloseable {
  private final @Nullable FileChannel channel;

  private Journal(@Nullable FileChannel channel) {
    this.channel = channel;
  }

  /**
   * A decision with its request, or an act.
   *
   * @param half whether only the first part of the effect was done
   */
  record Line(
      @Nullable LogEntry entry,
      @Nullable ArrayRequest request,
      boolean half,
      @Nullable AdminAct act) {}

  /** A journal that keeps nothing. */
  static Journal none() {
    return new Journal(null);
  }

  /** Opens the file, telling what stands in it already. */
  static Journal open(Path file, Consumer<Line> past) {
    try {
      long whole = 0;
      if (Files.exists(file)) {
        byte[] bytes = Files.readAllBytes(file);
        int start = 0;
        for (int index = 0; index < bytes.length; index++) {
          if (bytes[index] == '\n') {
            String text = new String(bytes, start, index - start, StandardCharsets.UTF_8);
            past.accept(ArrayJson.read(text, Line.class));
            start = index + 1;
          }
        }
        whole = start;
      }
      FileChannel channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      channel.truncate(whole);
      channel.position(whole);
      return new Journal(channel);
    } catch (IOException e) {
      throw broken(file.toString(), e);
    }
  }

  void add(Line line) {
    if (channel == null) {
      return;
    }
    ByteBuffer bytes =
        ByteBuffer.wrap((ArrayJson.write(line) + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw broken("open", e);
    }
  }

  @Override
  public void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw broken("open", e);
    }
  }

  private static ClinkerException broken(String file, IOException cause) {
    return new ClinkerException(
        ErrorCode.INTERNAL, "The state file cannot be used", Map.of("file", file), cause);
  }
}
