package io.clinker.export;

import io.clinker.driver.ConnectRequest;
import io.clinker.model.AttachmentId;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Sealed directories as a driver makes them: each object's directory has one child, its mark. */
public final class Place {
  private final Path root;

  public Place(Path root) {
    this.root = root;
  }

  public LiveVolume volume(String format, long size) {
    try {
      VolumeId id = VolumeId.random();
      Path image = Files.createDirectories(root.resolve("volumes/" + id + "/f1")).resolve("disk");
      if (format.equals("raw")) {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
          file.setLength(size);
        }
      } else {
        run("qemu-img", "create", "-q", "-f", format, image.toString(), String.valueOf(size));
      }
      return new LiveVolume(id, image, format);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /** The attachment's directory sealed with this mark, with a hard link to a raw image. */
  public Path seal(AttachmentId attachment, LiveVolume volume, String mark) {
    try {
      Path place = Files.createDirectories(root.resolve("attachments/" + attachment));
      Path sealed = place.resolve(mark);
      try (var children = Files.list(place)) {
        List<Path> present = children.toList();
        if (present.isEmpty()) {
          Files.createDirectory(sealed);
          if (volume.format().equals("raw")) {
            Files.createLink(sealed.resolve("disk"), volume.image());
          }
        } else if (!present.get(0).equals(sealed)) {
          Files.move(present.get(0), sealed);
        }
      }
      return sealed;
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /** The volume's directory sealed with another mark. */
  public LiveVolume reseal(LiveVolume volume, String mark) {
    try {
      Path sealed = volume.image().getParent().resolveSibling(mark);
      Files.move(volume.image().getParent(), sealed);
      return new LiveVolume(volume.volume(), sealed.resolve("disk"), volume.format());
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  public static ConnectRequest request(
      LiveVolume volume, StorageProtocol protocol, boolean readOnly) {
    return new ConnectRequest(
        AttachmentId.random(),
        volume.volume(),
        protocol,
        "iqn.2026-01.test:host1",
        "host1",
        "127.0.0.1",
        readOnly,
        "secret-" + Long.toHexString(System.nanoTime()) + "0123456789");
  }

  public static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      int exit = process.waitFor();
      return exit + " " + text;
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
