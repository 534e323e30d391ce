package io.clinker.drivers.file;

import io.clinker.export.Exporter;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Copies images whole: shared where the file system can, else byte by byte. */
final class Copier {
  static final String COPY = "copy";
  private static final String RAW = "raw";

  /** A copy can be stopped, and gone on with, at multiples of this. */
  static final long SLICE = 256L << 20;

  private final Backend backend;
  private final QemuImg qemuImg;
  private final ServingExporters exporters;
  private final Reflink reflink;
  private final Durability durability;
  private final PausePoints pauses;

  Copier(
      Backend backend,
      QemuImg qemuImg,
      ServingExporters exporters,
      Reflink reflink,
      Durability durability,
      PausePoints pauses) {
    this.backend = backend;
    this.qemuImg = qemuImg;
    this.exporters = exporters;
    this.reflink = reflink;
    this.durability = durability;
    this.pauses = pauses;
  }

  /**
   * Copies an image that nobody writes to.
   *
   * @param target a new file private to the attempt
   */
  void copy(Work work, Path source, String sourceFormat, Path target, String format, Size size)
      throws IOException {
    pauses.at(COPY);
    if (!share(source, sourceFormat, target, format)) {
      backend.requireSpace(qemuImg.allocated(source, sourceFormat));
      if (sourceFormat.equals(RAW) && format.equals(RAW) && Files.size(source) > SLICE) {
        copyBySlices(work, source, target);
      } else {
        qemuImg.convert(source, sourceFormat, target, format, work.progress());
      }
    }
    finish(target, format, size);
  }

  /** Goes on where an attempt that was stopped ended, and can be stopped after any slice. */
  private void copyBySlices(Work work, Path source, Path target) throws IOException {
    String identity = Checkpoint.identity(source);
    Size whole = new Size(Files.size(source));
    long done =
        Files.exists(target)
            ? Checkpoint.take(target, source, whole).map(Checkpoint::done).orElse(0L)
            : 0;
    if (done == 0) {
      Files.deleteIfExists(target);
      try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw")) {
        file.setLength(whole.bytes());
      }
    } else {
      work.context().observed("a copy of which %d bytes are done".formatted(done));
    }
    while (done < whole.bytes()) {
      long length = Math.min(SLICE, whole.bytes() - done);
      long before = done;
      try {
        work.context().progress(before, whole.bytes());
        qemuImg.copySlice(
            source,
            target,
            before,
            length,
            // The tool says how far it is before it has written that: a slice is done when the tool
            // has ended.
            (part, all) ->
                work.context()
                    .progress(before + Math.min(part * length / all, length - 1), whole.bytes()));
      } catch (ClinkerException stopped) {
        if (stopped.code() == ErrorCode.CANCELLED && done > 0) {
          new Checkpoint(identity, whole.bytes(), done).leave(target);
        }
        throw stopped;
      }
      // Not when it is told to stop: to write down all of it might take longer than it is given.
      durability.file(target);
      done += length;
    }
  }

  /** Copies a volume as of one instant during the call, whoever writes to it. */
  void copyAsOfNow(Work work, StoredVolume source, Path target, String format, Size size)
      throws IOException {
    String sourceFormat = source.manifest().format();
    List<Exporter> serving = exporters.serving(source);
    if (serving.isEmpty()) {
      copyIdle(work, source, target, format, size);
      return;
    }
    pauses.at(COPY);
    // The daemons write through the page cache, so a shared copy has all that was acknowledged,
    // and the file system makes it in one step.
    if (!share(source.image(), sourceFormat, target, format)) {
      backend.requireSpace(qemuImg.allocated(source.image(), sourceFormat));
      // Two daemons on one image share no instant.
      boolean copied =
          serving.size() == 1
              && serving.getFirst().copyAsOfNow(source.asLive(), target, format, work.progress());
      if (!copied) {
        throw exporters.cannotCopyInUse(
            source,
            "a volume that is in use like this cannot be copied as of one instant on a file system"
                + " without reflink: over iSCSI, or over two protocols");
      }
    }
    finish(target, format, size);
  }

  private void copyIdle(Work work, StoredVolume source, Path target, String format, Size size)
      throws IOException {
    Object before = Files.getAttribute(source.image(), "unix:ctime");
    copy(work, source.image(), source.manifest().format(), target, format, size);
    // Nothing keeps a host from being connected meanwhile; any write or new name shows here.
    if (!before.equals(Files.getAttribute(source.image(), "unix:ctime"))
        && !(source.manifest().format().equals(RAW) && reflink.isSupported())) {
      throw new ClinkerException(
          ErrorCode.BACKEND_BUSY,
          "the volume came into use while it was copied",
          Map.of("volume", source.manifest().volume().toString()));
    }
  }

  private boolean share(Path source, String sourceFormat, Path target, String format)
      throws IOException {
    return sourceFormat.equals(RAW)
        && format.equals(RAW)
        && reflink.isSupported()
        && qemuImg.reflink(source, target);
  }

  private void finish(Path target, String format, Size size) throws IOException {
    if (format.equals(RAW)) {
      // The file may also be too long, where an extension of the source was given up.
      try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw")) {
        if (file.length() != size.bytes()) {
          file.setLength(size.bytes());
        }
      }
    } else {
      qemuImg.growQcow2(target, size);
    }
    durability.file(target);
  }
}
