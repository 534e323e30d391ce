package io.clinker.drivers.file;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What a failure of the file system or of a tool means; the one place that decides it. */
final class Faults {
  /** All that qemu says of an image that somebody else has open; the word alone is in paths too. */
  private static final Pattern LOCKED =
      Pattern.compile(
          "Failed to get (shared )?\"[^\"/]*\" lock"
              + "|Failed to (un)?lock byte \\d"
              + "|Is another process using the image");

  private final Backend backend;

  Faults(Backend backend) {
    this.backend = backend;
  }

  /** The exception to throw for a failure of a call that had sealed these objects. */
  ClinkerException of(Exception failure, List<SealedObject> held) {
    if (failure instanceof ClinkerException known && !mayComeFromLostPath(known.code())) {
      return known;
    }
    if (!backend.isHere()) {
      return fault(ErrorCode.BACKEND_UNAVAILABLE, "the backend's directory is away", failure);
    }
    // Everything is done by paths that a higher mark makes vanish, so a vanished path explains any
    // failure, whatever the tool or the system called it.
    for (SealedObject object : held) {
      if (!object.holds()) {
        return new ClinkerException(
            ErrorCode.STALE_TOKEN,
            "a higher token took the object meanwhile",
            Map.of("object", object.object().toString(), "token", object.mark().text()),
            failure);
      }
    }
    return switch (failure) {
      case ClinkerException known -> known;
      case UncheckedIOException wrapped when wrapped.getCause() instanceof IOException cause ->
          ofSystem(cause);
      case DirectoryIteratorException wrapped
          when wrapped.getCause() instanceof IOException cause ->
          ofSystem(cause);
      case IOException system -> ofSystem(system);
      default -> fault(ErrorCode.INTERNAL, "unexpected failure of the file driver", failure);
    };
  }

  /** What a tool's failure means, from its words, among which there may be paths. */
  static ErrorCode ofWords(String said) {
    if (said.contains("No space left") || said.contains("quota exceeded")) {
      return ErrorCode.BACKEND_FULL;
    }
    // Before what passes: a lock that may not be taken is refused for as long as this holds.
    if (said.contains("Read-only file system") || said.contains("Permission denied")) {
      return ErrorCode.BACKEND_UNAVAILABLE;
    }
    if (said.contains("No such file")
        || LOCKED.matcher(said).find()
        || said.contains("Input/output error")
        || said.contains("temporarily unavailable")) {
      return ErrorCode.BACKEND_BUSY;
    }
    return ErrorCode.BACKEND_REFUSED;
  }

  private static ClinkerException ofSystem(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return fault(ErrorCode.BACKEND_BUSY, "a file moved away meanwhile", failure);
    }
    if (failure instanceof AccessDeniedException) {
      return fault(ErrorCode.BACKEND_UNAVAILABLE, "the backend refuses access", failure);
    }
    // The message of the one kind begins with the path, so only its reason counts.
    String said =
        failure instanceof FileSystemException system ? system.getReason() : failure.getMessage();
    ErrorCode code = said == null ? ErrorCode.BACKEND_BUSY : ofWords(said);
    // The system's own errors that are not known to be lasting are worth another try.
    return fault(
        code == ErrorCode.BACKEND_REFUSED ? ErrorCode.BACKEND_BUSY : code,
        "the file system refused",
        failure);
  }

  private static boolean mayComeFromLostPath(ErrorCode code) {
    return switch (code) {
      case BACKEND_BUSY,
          BACKEND_REFUSED,
          BACKEND_UNAVAILABLE,
          OBJECT_MISSING,
          OBJECT_MISMATCH,
          OUTCOME_UNKNOWN,
          INTERNAL ->
          true;
      default -> false;
    };
  }

  private static ClinkerException fault(ErrorCode code, String message, Throwable cause) {
    String said = cause.getMessage();
    return new ClinkerException(
        code, message, said == null ? Map.of() : Map.of("said", said), cause);
  }
}
