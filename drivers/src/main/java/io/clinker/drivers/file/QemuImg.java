package io.clinker.drivers.file;

import io.clinker.exec.Command;
import io.clinker.exec.CommandResult;
import io.clinker.exec.CommandRunner;
import io.clinker.export.Exporter.Progress;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tools that make and copy images: {@code qemu-img}, {@code cp}, {@code fallocate}. */
final class QemuImg {
  private static final Pattern PERCENT = Pattern.compile("\\((\\d+)\\.(\\d\\d)/100%\\)");
  private static final long WHOLE = 10_000;

  private final CommandRunner runner;
  private final Duration copyLimit;

  QemuImg(CommandRunner runner, Duration copyLimit) {
    this.runner = runner;
    this.copyLimit = copyLimit;
  }

  /** A new empty qcow2 image; the file must be private to the caller, the tool overwrites. */
  void createQcow2(Path image, Size size) {
    require(
        runner.run(
            Command.brief(
                "qemu-img", "create", "-q", "-f", "qcow2", image.toString(), text(size))));
  }

  /**
   * A new overlay. The backing image is not opened: it may be in use, and need not have its final
   * name yet.
   */
  void createOverlay(Path overlay, Path backing, Size size) {
    require(
        runner.run(
            Command.brief(
                "qemu-img",
                "create",
                "-q",
                "-u",
                "-f",
                "qcow2",
                "-F",
                "qcow2",
                "-b",
                backing.toString(),
                overlay.toString(),
                text(size))));
  }

  /** Makes a qcow2 image larger; refuses to shrink and to touch one that is open elsewhere. */
  void growQcow2(Path image, Size size) {
    require(
        runner.run(
            Command.brief(
                "qemu-img", "resize", "-q", "-f", "qcow2", image.toString(), text(size))));
  }

  /**
   * Makes a raw file at least this long. Never shortens it, writes over nothing and leaves it
   * sparse, so that it does no harm when it comes too late.
   */
  void growRaw(Path image, Size size) {
    require(
        runner.run(
            Command.brief(
                "fallocate",
                "--offset",
                Long.toString(size.bytes() - 1),
                "--length",
                "1",
                image.toString())));
  }

  /** A copy that shares its bytes with the source until one is written. */
  boolean reflink(Path source, Path target) {
    CommandResult result =
        runner.run(
            Command.lasting(
                copyLimit, "cp", "--reflink=always", "--", source.toString(), target.toString()));
    if (result.err().contains("Operation not supported")
        || result.err().contains("Invalid cross-device link")
        || result.err().contains("Inappropriate ioctl")) {
      return false;
    }
    require(result);
    return true;
  }

  /** A full copy that stays sparse. Not yet on the disk for certain when it returns. */
  void convert(
      Path source, String sourceFormat, Path target, String targetFormat, Progress progress) {
    require(
        runner.run(
            Command.lasting(
                copyLimit,
                "qemu-img",
                "convert",
                "-p",
                "-f",
                sourceFormat,
                "-O",
                targetFormat,
                source.toString(),
                target.toString()),
            latest -> progress.at(hundredths(latest), WHOLE)));
  }

  /**
   * Copies a part of a raw file into the same part of another one, which must be long enough and
   * zero there. Stays sparse; not yet on the disk for certain when it returns.
   */
  void copySlice(Path source, Path target, long offset, long length, Progress progress) {
    require(
        runner.run(
            Command.lasting(
                copyLimit,
                "qemu-img",
                "convert",
                "-p",
                "-n",
                "--target-is-zero",
                "--image-opts",
                "--target-image-opts",
                part(source, offset, length),
                part(target, offset, length)),
            latest -> progress.at(hundredths(latest), WHOLE)));
  }

  private static String part(Path file, long offset, long length) {
    return "driver=raw,offset=%d,size=%d,file.driver=file,file.filename=%s"
        .formatted(offset, length, file.toString().replace(",", ",,"));
  }

  /**
   * Opens an image as its users do.
   *
   * @throws ClinkerException if it cannot be read, or somebody has it open to write
   */
  void open(Path image, String format) {
    require(
        runner.run(
            Command.brief("qemu-img", "info", "--output=json", "-f", format, image.toString())));
  }

  /** The space that an image takes at present. */
  long allocated(Path image, String format) {
    CommandResult result =
        runner.run(
            Command.brief(
                "qemu-img", "info", "-U", "--output=json", "-f", format, image.toString()));
    require(result);
    return result.json().path("actual-size").asLong();
  }

  static long hundredths(String line) {
    Matcher matcher = PERCENT.matcher(line);
    long last = 0;
    while (matcher.find()) {
      last = Long.parseLong(matcher.group(1)) * 100 + Long.parseLong(matcher.group(2));
    }
    return Math.min(last, WHOLE);
  }

  private static void require(CommandResult result) {
    if (!result.succeeded()) {
      ErrorCode code = Faults.ofWords(result.err() + result.out());
      throw new ClinkerException(code, "a host tool refused", result.facts());
    }
  }

  private static String text(Size size) {
    return Long.toString(size.bytes());
  }
}
