package io.clinker.drivers.rbd;

import io.clinker.drivers.rbd.Session.StoredNote;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Mark;
import io.clinker.model.ResourceRef;
import io.clinker.model.Token;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Raises marks. When a seal returns, the client that sealed is named in the note, and every other
 * one that was named there is refused by the storage.
 */
final class Seals {
  static final String FIRST_SEAL = "first-seal";
  static final String SEAL = "seal";
  static final String SHUT_OUT = "shut-out";

  // Each turn is lost only to another client that won one, so this is never reached in earnest.
  private static final int MOST_TURNS = 1000;

  private final boolean recorded;
  private final Duration blocked;
  private final PausePoints pauses;

  Seals(RbdOptions options, PausePoints pauses) {
    this.recorded = options.tokenLog();
    this.blocked = options.tombstoneAge();
    this.pauses = pauses;
  }

  /** Writes the token's mark on every object that it names. */
  List<SealedNote> sealAll(Session session, Token token) {
    List<SealedNote> sealed = new ArrayList<>();
    for (ResourceRef object : new TreeSet<>(token.fences().keySet())) {
      sealed.add(seal(session, object, token.markFor(object)));
    }
    return sealed;
  }

  /** Raises an object's mark; the object need not exist. */
  SealedNote seal(Session session, ResourceRef object, Mark mark) {
    for (int turn = 0; turn < MOST_TURNS; turn++) {
      Optional<StoredNote> found = session.readNote(Space.of(object.kind()), object.id());
      Optional<SealedNote> sealed =
          found.isEmpty()
              ? sealFirst(session, object, mark)
              : raise(session, object, mark, found.get());
      if (sealed.isPresent()) {
        return sealed.get();
      }
    }
    throw new ClinkerException(
        ErrorCode.BACKEND_BUSY, "an object's mark keeps changing", Map.of("object", "" + object));
  }

  /**
   * Takes an object for housekeeping without raising its mark; empty if somebody may be at work on
   * it or came first. Whoever seals it next shuts this client out.
   */
  Optional<SealedNote> claim(Session session, ResourceRef object) {
    Optional<StoredNote> found = session.readNote(Space.of(object.kind()), object.id());
    if (found.isEmpty() || !found.get().note().clients().isEmpty()) {
      return Optional.empty();
    }
    Note claimed = found.get().note().withClient(session.address());
    return write(
        session, object, claimed.parsedMark(), Set.of(), claimed, found.get().version(), null);
  }

  private Optional<SealedNote> sealFirst(Session session, ResourceRef object, Mark mark) {
    pauses.at(FIRST_SEAL);
    Note first = new Note(mark.text(), Set.of(session.address()), Map.of(), 1);
    return write(session, object, mark, Set.of(), first, 0, "-");
  }

  private Optional<SealedNote> raise(
      Session session, ResourceRef object, Mark mark, StoredNote found) {
    Mark previous = found.note().parsedMark();
    int order = mark.compareTo(previous);
    if (order < 0) {
      throw SealedNote.stale(object, mark, previous, null);
    }
    Set<String> others = found.note().withoutClient(session.address()).clients();
    Note raised = (order == 0 ? found.note() : found.note().withMark(mark));
    // The others stay named until they are shut out, whatever becomes of this client meanwhile.
    raised = raised.withClient(session.address());
    pauses.at(SEAL);
    Optional<SealedNote> sealed =
        write(
            session,
            object,
            mark,
            Set.of(),
            raised,
            found.version(),
            order == 0 ? null : previous.text());
    if (sealed.isEmpty() || others.isEmpty()) {
      return sealed;
    }
    pauses.at(SHUT_OUT);
    others.forEach(client -> session.shutOut(client, blocked));
    Note alone = raised.withClients(Set.of(session.address()));
    return write(session, object, mark, others, alone, sealed.get().version(), null);
  }

  private Optional<SealedNote> write(
      Session session,
      ResourceRef object,
      Mark mark,
      Set<String> shutOut,
      Note note,
      long version,
      @Nullable String previous) {
    List<String> record =
        recorded && previous != null
            ? List.of("%010d".formatted(note.accepted()), mark.text() + " " + previous)
            : null;
    try {
      long written = session.writeNote(Space.of(object.kind()), object.id(), note, version, record);
      return Optional.of(new SealedNote(session, object, mark, shutOut, note, written));
    } catch (Refusal refusal) {
      if (refusal.isConflict()) {
        return Optional.empty(); // Somebody else wrote it meanwhile: look again.
      }
      throw refusal;
    }
  }
}
