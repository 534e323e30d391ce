package io.clinker.api.list;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.http.Call;
import io.clinker.api.http.Json;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A list as it is answered: an object with the rows, perhaps the link to the next page and the
 * total.
 *
 * @param member the name of the array
 * @param item what writes one row
 * @param next null: there is no link
 * @param count of all rows, not of this page alone; null: it was not asked for
 */
public record Page<T>(
    String member, List<T> rows, Item<T> item, @Nullable NextLink next, @Nullable Long count)
    implements Json {
  /** Writes one row as a value. */
  @FunctionalInterface
  public interface Item<T> {
    void write(JsonGenerator json, T row) throws IOException;
  }

  /** The rows alone. */
  public static <T> Page<T> of(String member, List<T> rows, Item<T> item) {
    return new Page<>(member, rows, item, null, null);
  }

  /**
   * With a link to the next page if this one is full; a full last page has a link too, to an empty
   * page, as with Cinder.
   *
   * @param links the name of the member with the link
   * @param id what the next page begins after
   */
  public Page<T> linked(Call call, ListRequest request, String links, Function<T, String> id) {
    return linked(call, call.path(), request, links, id);
  }

  /**
   * The same where the link names another path than the request.
   *
   * @param path below the project
   */
  public Page<T> linked(
      Call call, String path, ListRequest request, String links, Function<T, String> id) {
    boolean full = !rows.isEmpty() && rows.size() >= request.query().limit();
    return full
        ? new Page<>(
            member, rows, item, NextLink.after(call, path, links, id.apply(rows.getLast())), count)
        : this;
  }

  /** With the number of all rows. */
  public Page<T> counted(long total) {
    return new Page<>(member, rows, item, next, total);
  }

  @Override
  public void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart(member);
    for (T row : rows) {
      item.write(json, row);
    }
    json.writeEndArray();
    if (next != null) {
      next.write(json);
    }
    if (count != null) {
      json.writeNumberField("count", count);
    }
    json.writeEndObject();
  }
}
