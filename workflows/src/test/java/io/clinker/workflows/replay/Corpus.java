package io.clinker.workflows.replay;

import io.clinker.operations.OperationKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The recorded histories: {@code histories/<workflow type>/<outcome>[-reason].json}. */
final class Corpus {
  private static final Path ROOT = Path.of("src/test/resources/histories");

  private Corpus() {}

  /** How a run may end or begin. */
  enum Outcome {
    SUCCESS,
    FAILURE,
    CANCEL,
    RESUME,
    SUPERSEDED,
    REFUSED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The outcomes that a workflow type must have histories of. A delete and a revert cannot be
   * undone and so not be cancelled, and nothing supersedes them or an extend. To complete an
   * attachment is all done by admission: its run has no step at which it could fail or be resumed;
   * nor has a retype, which fails where admission finds that no pool fits.
   */
  static Set<Outcome> demanded(OperationKind kind) {
    return switch (kind) {
      case VOLUME_CREATE, SNAPSHOT_CREATE, ATTACHMENT_CREATE, ATTACHMENT_UPDATE ->
          EnumSet.allOf(Outcome.class);
      case GROUP_CREATE_FROM_SOURCE, GROUP_SNAPSHOT_CREATE -> EnumSet.allOf(Outcome.class);
      case VOLUME_ADOPT, VOLUME_RECONCILE, SNAPSHOT_ADOPT, SNAPSHOT_RECONCILE ->
          EnumSet.allOf(Outcome.class);
      case VOLUME_RESET_STATUS, SNAPSHOT_RESET_STATUS ->
          EnumSet.of(Outcome.SUCCESS, Outcome.FAILURE, Outcome.RESUME, Outcome.REFUSED);
      case VOLUME_EXTEND, VOLUME_MANAGE, SNAPSHOT_MANAGE ->
          EnumSet.complementOf(EnumSet.of(Outcome.SUPERSEDED));
      case VOLUME_DELETE,
          VOLUME_UNMANAGE,
          VOLUME_REVERT,
          SNAPSHOT_DELETE,
          SNAPSHOT_UNMANAGE,
          ATTACHMENT_DELETE,
          GROUP_DELETE,
          GROUP_SNAPSHOT_DELETE ->
          EnumSet.of(Outcome.SUCCESS, Outcome.FAILURE, Outcome.RESUME, Outcome.REFUSED);
      case VOLUME_RETYPE -> EnumSet.of(Outcome.SUCCESS, Outcome.FAILURE, Outcome.REFUSED);
      case GROUP_CREATE -> EnumSet.of(Outcome.SUCCESS, Outcome.FAILURE, Outcome.REFUSED);
      case ATTACHMENT_COMPLETE, GROUP_UPDATE, GROUP_RESET_STATUS, GROUP_SNAPSHOT_RESET_STATUS ->
          EnumSet.of(Outcome.SUCCESS, Outcome.REFUSED);
    };
  }

  static List<Path> of(OperationKind kind) {
    Path folder = ROOT.resolve(kind.word());
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static Path recorded(OperationKind kind, String name) {
    return ROOT.resolve(kind.word()).resolve(name + ".json");
  }

  static List<Path> all() {
    return Stream.of(OperationKind.values()).flatMap(kind -> of(kind).stream()).toList();
  }
}
