package io.clinker.api.v3;

import io.clinker.admission.MetadataChange;
import io.clinker.api.change.Edits;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Rule;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** What the calls on the metadata of a resource do, whatever its kind; for any thread. */
final class MetadataCalls {
  private static final Condition NONE = handle -> {};

  private final String kind;
  private final Edits edits;
  private final Held held;
  private final Changing changing;

  /** What must be so of the metadata inside the transaction that changes them; else it throws. */
  @FunctionalInterface
  interface Condition {
    void check(Handle handle);
  }

  /** Finds the metadata of a resource that the caller sees; else it throws the 404. */
  @FunctionalInterface
  interface Held {
    Map<String, String> of(Call call, String id);
  }

  /** Changes them inside a transaction, and says what they are then. */
  @FunctionalInterface
  interface Changing {
    Map<String, String> by(Handle handle, Call call, String id, MetadataChange change);
  }

  /**
   * @param kind what faults call the resource
   */
  MetadataCalls(String kind, Edits edits, Held held, Changing changing) {
    this.kind = kind;
    this.edits = edits;
    this.held = held;
    this.changing = changing;
  }

  Map<String, String> all(Call call, String id, Rule rule) {
    Map<String, String> all = held.of(call, id);
    call.require(rule);
    return all;
  }

  Response merge(Call call, String id, Rule rule) {
    Map<String, String> more = Metadata.read(call);
    call.require(rule);
    return changed(call, id, new MetadataChange.Merge(more), NONE);
  }

  Response replace(Call call, String id, Rule rule) {
    return replace(call, id, rule, NONE);
  }

  Response replace(Call call, String id, Rule rule, Condition condition) {
    Map<String, String> fresh = Metadata.read(call);
    call.require(rule);
    return changed(call, id, new MetadataChange.Replace(fresh), condition);
  }

  private Response changed(Call call, String id, MetadataChange change, Condition condition) {
    return edits
        .direct()
        .change(
            call,
            handle -> {
              condition.check(handle);
              return Answers.ok(Metadata.all(changing.by(handle, call, id, change)));
            });
  }

  Response one(Call call, String id, String key, Rule rule) {
    String value = all(call, id, rule).get(key);
    if (value == null) {
      throw Fault.notFound("%s %s has no metadata with key %s.".formatted(kind, id, key));
    }
    return Answers.ok(Metadata.one(key, value));
  }

  Response set(Call call, String id, String key, Rule rule) {
    return set(call, id, key, rule, NONE);
  }

  Response set(Call call, String id, String key, Rule rule, Condition condition) {
    Map<String, String> pair = Metadata.readOne(call, key);
    call.require(rule);
    return edits
        .direct()
        .change(
            call,
            handle -> {
              condition.check(handle);
              changing.by(handle, call, id, new MetadataChange.Merge(pair));
              return Answers.ok(Metadata.one(key, pair.getOrDefault(key, "")));
            });
  }

  Response remove(Call call, String id, String key, Rule rule) {
    call.require(rule);
    return edits
        .direct()
        .change(call, 200, handle -> changing.by(handle, call, id, new MetadataChange.Remove(key)));
  }
}
