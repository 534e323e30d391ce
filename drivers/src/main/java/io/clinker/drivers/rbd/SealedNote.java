package io.clinker.drivers.rbd;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Mark;
import io.clinker.model.ResourceRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A resource's note under the mark of a call that works at this moment. Every write of it fails as
 * soon as somebody else has written it.
 */
final class SealedNote {
  private final Session session;
  private final ResourceRef object;
  private final Mark mark;
  private final Set<String> shutOut;
  private Note note;
  private long version;

  SealedNote(
      Session session,
      ResourceRef object,
      Mark mark,
      Set<String> shutOut,
      Note note,
      long version) {
    this.session = session;
    this.object = object;
    this.mark = mark;
    this.shutOut = Set.copyOf(shutOut);
    this.note = note;
    this.version = version;
  }

  ResourceRef object() {
    return object;
  }

  Mark mark() {
    return mark;
  }

  long version() {
    return version;
  }

  /** Whether somebody had to be shut out who may have been at work on the object. */
  boolean tookOver() {
    return !shutOut.isEmpty();
  }

  /** The clients that this call has shut out, which may be seen for a while, but change nothing. */
  Set<String> shutOut() {
    return shutOut;
  }

  Optional<String> fact(String key) {
    return Optional.ofNullable(note.facts().get(key));
  }

  /** Remembers something for the attempts to come. */
  void remember(String key, String value) {
    rewrite(present -> present.withFact(key, value));
  }

  /** Forgets it with the next write, at the latest when the call signs off. */
  void forget(String key) {
    note = note.withoutFact(key);
  }

  /** Forgets them before the call goes on; writes nothing where nothing of it is remembered. */
  void forgetNow(List<String> keys) {
    if (keys.stream().anyMatch(key -> fact(key).isPresent())) {
      keys.forEach(this::forget);
      rewrite(UnaryOperator.identity());
    }
  }

  /** Remembers something with the next write, which is when the call signs off. */
  void rememberAtTheEnd(String key, String value) {
    note = note.withFact(key, value);
  }

  /**
   * Says that this client is done, so that nobody has to shut it out.
   *
   * @throws ClinkerException STALE_TOKEN when a higher token has sealed the object
   */
  void signOff() {
    rewrite(present -> present.withoutClient(session.address()));
  }

  private void rewrite(UnaryOperator<Note> change) {
    Note changed = change.apply(note);
    Space space = Space.of(object.kind());
    try {
      version = session.writeNote(space, object.id(), changed, version, null);
      note = changed;
    } catch (Refusal refusal) {
      if (!refusal.isConflict()) {
        throw refusal;
      }
      throw lost(session, object, mark, refusal);
    }
  }

  /** What to say when somebody else has written an object's note, or shut this client out. */
  static ClinkerException lost(Session asking, ResourceRef object, Mark mark, Refusal refusal) {
    Mark present =
        asking
            .readNote(Space.of(object.kind()), object.id())
            .map(found -> found.note().parsedMark())
            .orElse(mark);
    if (present.compareTo(mark) > 0) {
      return stale(object, mark, present, refusal);
    }
    return new ClinkerException(
        ErrorCode.BACKEND_BUSY,
        "another call with the same token took over",
        Map.of("object", object.toString(), "token", mark.text()),
        refusal);
  }

  static ClinkerException stale(
      ResourceRef object, Mark mark, Mark present, @Nullable Throwable cause) {
    return new ClinkerException(
        ErrorCode.STALE_TOKEN,
        "the object bears a higher mark",
        Map.of("object", object.toString(), "token", mark.text(), "mark", present.text()),
        cause);
  }
}
