package io.clinker.drivers.file;

import io.clinker.contract.DriverTestbed;
import io.clinker.contract.PauseHook;
import io.clinker.driver.Driver;
import io.clinker.driver.ForeignReference;
import io.clinker.exec.Command;
import io.clinker.exec.CommandResult;
import io.clinker.exec.CommandRunner;
import io.clinker.model.Size;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A directory as the storage of several nodes; reads and writes go around the driver. */
final class FileTestbed implements DriverTestbed {
  private static final int BLOCK = 4096;
  private final Path parent;
  private final Path directory;
  private final Map<String, Object> options = new HashMap<>();
  private final RealDaemons daemons;
  private final CommandRunner runner = new CommandRunner();
  private final Runnable atEnd;

  FileTestbed(Path parent, String format, RealDaemons daemons, Runnable atEnd) throws IOException {
    this.daemons = daemons;
    this.parent = parent;
    this.directory = Files.createDirectory(parent.resolve("backend"));
    this.atEnd = atEnd;
    options.put("directory", directory.toString());
    options.put("format", format);
  }

  @Override
  public Driver node(PauseHook hook) {
    return new FileDriver(
        FileOptions.parse(options), new ServingExporters(daemons.exportersOfANode()), hook::at);
  }

  @Override
  public StorageProtocol protocol() {
    return daemons.clients();
  }

  @Override
  public byte[] read(VolumeId volume, long offset, int length) {
    Optional<String> disk = daemons.disk(volume);
    Path image = image(volume);
    try {
      if (disk.isEmpty() && image.toString().endsWith(".raw")) {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
          byte[] bytes = new byte[length];
          file.seek(offset);
          file.readFully(bytes);
          return bytes;
        }
      }
      String opened =
          disk.orElse("driver=qcow2,file.driver=file,file.locking=off,file.filename=" + image);
      long first = offset / BLOCK;
      long blocks = Math.ceilDiv(offset + length, BLOCK);
      Path target = Files.createTempFile(parent, "read", "");
      tool(
          "qemu-img",
          "convert",
          "-O",
          "raw",
          "--image-opts",
          "driver=raw,offset=%d,size=%d,file.%s"
              .formatted(first * BLOCK, (blocks - first) * BLOCK, opened.replace(",", ",file.")),
          target.toString());
      byte[] bytes = Files.readAllBytes(target);
      Files.delete(target);
      int start = (int) (offset - first * BLOCK);
      return Arrays.copyOfRange(bytes, start, start + length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void write(VolumeId volume, long offset, byte[] bytes) {
    Optional<String> disk = daemons.disk(volume);
    Path image = image(volume);
    try {
      if (disk.isEmpty() && image.toString().endsWith(".raw")) {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
          file.seek(offset);
          file.write(bytes);
        }
        return;
      }
      Path source = Files.write(Files.createTempFile(parent, "write", ""), bytes);
      tool(
          "qemu-io",
          "--image-opts",
          disk.orElse("driver=qcow2,file.driver=file,file.filename=" + image),
          "-c",
          "write -q -s %s %d %d".formatted(source, offset, bytes.length));
      Files.delete(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ForeignReference makeForeign(String name, Size size, long offset, byte[] bytes) {
    String format = String.valueOf(options.get("format"));
    Path image = directory.resolve("unmanaged").resolve(name + "." + format);
    try (Driver opened = node()) {
      opened.pools(); // Makes the directory a backend.
      Files.createDirectories(image.getParent());
      Path raw = Files.createTempFile(parent, "foreign", "");
      try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "rw")) {
        file.setLength(size.bytes());
        file.seek(offset);
        file.write(bytes);
      }
      if (format.equals("raw")) {
        Files.move(raw, image);
      } else {
        tool("qemu-img", "convert", "-O", format, raw.toString(), image.toString());
        Files.delete(raw);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ForeignReference.named(image.getFileName().toString());
  }

  @Override
  public void takeAway() {
    move(directory, directory.resolveSibling("away"));
  }

  @Override
  public void bringBack() {
    move(directory.resolveSibling("away"), directory);
  }

  @Override
  public void crashExports() {
    daemons.crash();
  }

  @Override
  public List<String> tokenViolations() {
    try {
      return TokenLog.violations(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    daemons.close();
    runner.close();
    atEnd.run();
  }

  /** The image of a volume, found as an administrator would. */
  Path image(VolumeId volume) {
    try (Stream<Path> files =
        Files.find(
            directory.resolve("objects"),
            5,
            (path, attributes) ->
                path.toString().contains("volume-" + volume)
                    && path.toString().contains("/live/data."))) {
      return files.findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path directory() {
    return directory;
  }

  private void tool(String... arguments) {
    CommandResult result = runner.run(Command.brief(arguments));
    if (!result.succeeded()) {
      throw new IllegalStateException("" + result);
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
