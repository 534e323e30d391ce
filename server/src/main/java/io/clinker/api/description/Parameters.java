package io.clinker.api.description;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.api.http.Json;
import io.clinker.api.http.Microversion;
import io.clinker.api.http.Since;
import io.clinker.api.list.Listing;
import io.clinker.api.schema.JsonSchema;
import jakarta.ws.rs.HeaderParam;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The parameters of one endpoint: of its path, of the query string, and headers. */
final class Parameters {
  private static final Pattern IN_PATH = Pattern.compile("\\{([a-z_]+)}");
  private static final List<String> FLAGS = List.of("true", "false");

  private final Endpoint endpoint;
  private final Microversion version;
  private final ArrayNode all = Json.MAPPER.createArrayNode();

  Parameters(Endpoint endpoint, Microversion version) {
    this.endpoint = endpoint;
    this.version = version;
  }

  ArrayNode json(boolean becomesOperation) {
    IN_PATH
        .matcher(endpoint.path())
        .results()
        .map((MatchResult match) -> match.group(1))
        .forEach(name -> add(name, "path", text().with("minLength", 1)).put("required", true));
    endpoint
        .annotation(Lists.class)
        .map(lists -> endpoint.constant(lists.value(), lists.in(), Listing.class))
        .ifPresent(this::add);
    endpoint
        .annotation(Options.class)
        .ifPresent(options -> Arrays.stream(options.value()).forEach(name -> add(name, text())));
    headers().forEach(name -> add(name, "header", text()));
    if (!endpoint.atRoot()) {
      refer("version");
    }
    if (endpoint.changes()) {
      refer("idempotency-key");
    }
    if (becomesOperation) {
      refer("wait");
      refer("dry-run");
    }
    return all;
  }

  boolean takesHeader(String name) {
    return headers().anyMatch(name::equals);
  }

  private Stream<String> headers() {
    return Arrays.stream(endpoint.method().getParameters())
        .flatMap(parameter -> Stream.ofNullable(parameter.getAnnotation(HeaderParam.class)))
        .map(HeaderParam::value);
  }

  private void add(Listing listing) {
    add("limit", JsonSchema.of("integer", false).with("minimum", 0));
    add("offset", JsonSchema.of("integer", false).with("minimum", 0));
    add("marker", text());
    add("sort", text());
    add("sort_key", JsonSchema.oneOf(List.copyOf(new TreeSet<>(listing.sortable().keySet()))));
    add("sort_dir", JsonSchema.oneOf(List.of("asc", "desc")));
    add("all_tenants", JsonSchema.oneOf(FLAGS));
    if (listing.counted() && Since.WITH_COUNT.in(version)) {
      add("with_count", JsonSchema.oneOf(FLAGS))
          .put(JsonSchema.SINCE, Since.WITH_COUNT.version().toString());
    }
    new TreeMap<>(listing.columns())
        .forEach(
            (name, column) -> {
              Since since = listing.added().get(name);
              if (since == null || since.in(version)) {
                ObjectNode filter = add(name, text());
                if (since != null) {
                  filter.put(JsonSchema.SINCE, since.version().toString());
                }
                if (!listing.allowed().contains(name)) {
                  filter.put("x-administrators-only", true);
                }
              }
            });
    new TreeSet<>(listing.options()).forEach(name -> add(name, text()));
  }

  private static JsonSchema text() {
    return JsonSchema.of("string", false);
  }

  private ObjectNode add(String name, JsonSchema schema) {
    return add(name, "query", schema);
  }

  private ObjectNode add(String name, String where, JsonSchema schema) {
    ObjectNode parameter = all.addObject();
    parameter.put("name", name);
    parameter.put("in", where);
    parameter.set("schema", schema.json());
    return parameter;
  }

  private void refer(String name) {
    all.addObject().put("$ref", "#/components/parameters/" + name);
  }
}
