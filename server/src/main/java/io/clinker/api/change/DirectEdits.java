package io.clinker.api.change;

import io.clinker.admission.Edited;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.store.Database;
import io.clinker.store.Database.RepeatException;
import io.clinker.store.IdempotencyStore.KeyRow;
import io.clinker.store.Stores;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * Changes that are one transaction on rows and touch no storage. With an idempotency key the first
 * answer is kept, and a repeat is given it without a second change.
 */
public final class DirectEdits {
  private final Database database;
  private final Stores stores;

  public DirectEdits(Database database, Stores stores) {
    this.database = database;
    this.stores = stores;
  }

  /**
   * Runs the edit and records its answer in one transaction, so that a repeat after a crash finds
   * either both or neither; answers a repeat as the first request was answered.
   *
   * @throws Fault if the edit was refused; 422 if the key belongs to another request; 400 for a dry
   *     run, which there is of operations only
   */
  public Response change(Call call, Database.Work<Response> edit) {
    return changeTellingOnce(
        call,
        handle -> {
          Response answer = edit.run(handle);
          return new ToldOnce(answer, answer);
        });
  }

  /** The same where the answer is a status without a body. */
  public Response change(Call call, int status, Consumer<Handle> edit) {
    return change(
        call,
        handle -> {
          edit.accept(handle);
          return Answers.empty(status);
        });
  }

  /**
   * An answer that holds a secret.
   *
   * @param again what a repeat is answered instead
   */
  public record ToldOnce(Response first, Response again) {}

  /** As {@link #change}, where the first answer is not kept. */
  public Response changeTellingOnce(Call call, Database.Work<ToldOnce> edit) {
    call.permissions().mustHaveBeenAsked();
    if (call.query().flag(Wishes.DRY_RUN, false)) {
      throw Fault.invalidInput("This call is no operation, so there is no dry_run of it.");
    }
    String key = call.idempotencyKey();
    if (key == null) {
      return Edits.done(Edited.in(database, handle -> edit.run(handle).first()));
    }
    String hash = RequestHash.of(call);
    String project = call.caller().projectId();
    return Edits.done(
        Edited.in(
            database,
            handle -> {
              if (!stores.keys().reserve(handle, project, key, hash, database.now())) {
                KeyRow known =
                    stores
                        .keys()
                        .find(handle, project, key)
                        .orElseThrow(() -> new RepeatException("the key was given up meanwhile"));
                return recorded(known, hash);
              }
              ToldOnce told = edit.run(handle);
              Response kept = told.again();
              stores
                  .keys()
                  .recordAnswer(
                      handle, project, key, hash, kept.getStatus(), body(kept), database.now());
              return told.first();
            }));
  }

  private static String body(Response answer) {
    return answer.getEntity() instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : "";
  }

  private static Response recorded(KeyRow row, String hash) {
    if (!row.requestHash().equals(hash)) {
      throw Fault.of(422, "The Idempotency-Key belongs to another request.");
    }
    Integer status = row.status();
    if (status == null) {
      throw Fault.unavailable("The request with this Idempotency-Key is still being served.");
    }
    String body = row.body();
    return body == null || body.isEmpty()
        ? Answers.empty(status)
        : Answers.bytes(status, body.getBytes(StandardCharsets.UTF_8));
  }
}
