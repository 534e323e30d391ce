package io.clinker.api.list;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.http.Call;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** The link to the next page. */
public final class NextLink {
  private NextLink() {}

  /**
   * Writes the member of links if the page is full; a full last page has a link too, to an empty
   * page, as with Cinder.
   */
  public static <T> void write(
      JsonGenerator json,
      Call call,
      String member,
      ListRequest request,
      List<T> items,
      Function<T, String> id)
      throws IOException {
    write(json, call, call.path(), member, request, items, id);
  }

  /**
   * The same where the link names another path than the request.
   *
   * @param path below the project
   */
  public static <T> void write(
      JsonGenerator json,
      Call call,
      String path,
      String member,
      ListRequest request,
      List<T> items,
      Function<T, String> id)
      throws IOException {
    if (items.isEmpty() || items.size() < request.query().limit()) {
      return;
    }
    json.writeArrayFieldStart(member);
    json.writeStartObject();
    json.writeStringField("rel", "next");
    json.writeStringField(
        "href",
        call.self(path) + "?" + call.query().with("marker", id.apply(items.getLast())).encoded());
    json.writeEndObject();
    json.writeEndArray();
  }
}
