package io.clinker.store;

import io.clinker.model.ResourceKind;
import io.clinker.model.ResourceRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A difference between what a backend holds and what its rows say.
 *
 * @param host whose daemon serves the export; null for what is no export
 * @param volumeId of a snapshot or an export, as the storage says it
 * @param projectId of the row, or of the operation that made the object; null: not known
 * @param message the difference in words
 * @param heldBytes the size on the storage, null where it holds nothing or the thing has no size
 * @param mark the mark that the object bore, as text
 * @param provenance which operation made it, as JSON
 * @param resolution how it ended: one of {@link Resolution}; null while it has not
 * @param operationId the last operation that an administrator chose for it
 * @param firstPass the pass that saw it first
 * @param lastPass the last pass that saw it
 */
public record FindingRow(
    String id,
    Kind kind,
    ResourceRef resource,
    String backend,
    @Nullable String host,
    @Nullable String volumeId,
    @Nullable String projectId,
    State state,
    String message,
    @Nullable Long heldBytes,
    @Nullable String mark,
    String provenance,
    @Nullable String resolution,
    @Nullable String operationId,
    long firstPass,
    long lastPass,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant resolvedAt)
    implements ListedFinding {
  /** What differs. */
  public enum Kind {
    /** The backend holds it and no row knows it. */
    ORPHAN("orphan"),
    /** A row says that it is there and the backend does not hold it. */
    MISSING("missing"),
    /** Both have it and it differs. */
    DRIFT("drift");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    /** The kind with this word. */
    public static Kind of(String word) {
      for (Kind kind : values()) {
        if (kind.word.equals(word)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("unknown kind of finding: '" + word + "'");
    }
  }

  /** Where a finding stands. */
  public enum State {
    /** Seen, and not often enough to be believed: lists may be late. */
    SUSPECTED("suspected"),
    /** Believed; left alone until an administrator decides. */
    OPEN("open"),
    /** An administrator wants it left as it is. */
    IGNORED("ignored"),
    /** No longer so. */
    RESOLVED("resolved");

    private final String word;

    State(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    /** The state with this word. */
    public static State of(String word) {
      for (State state : values()) {
        if (state.word.equals(word)) {
          return state;
        }
      }
      throw new IllegalArgumentException("unknown state of a finding: '" + word + "'");
    }
  }

  /** How a finding ended. */
  public enum Resolution {
    /** The object has got a row. */
    ADOPTED("adopted"),
    /** The object or the row has been deleted. */
    DELETED("deleted"),
    /** The row says what the storage holds. */
    RECONCILED("reconciled"),
    /** It went away by itself. */
    GONE("gone");

    private final String word;

    Resolution(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /** What each difference is listed once by. */
  public static String key(Kind kind, ResourceRef resource, String backend) {
    return kind.word() + "/" + resource + "/" + backend;
  }

  static ResourceRef ref(String kind, String id) {
    return new ResourceRef(ResourceKind.of(kind), id);
  }
}
