package io.clinker.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code config/clinker.schema.json}. */
final class ConfigurationSchema {
  private static final Path FILE = Folders.config().resolve("clinker.schema.json");

  private final JsonNode tree;
  private final Schema schema;

  ConfigurationSchema() {
    try {
      tree = new ObjectMapper().readTree(Files.readString(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(tree);
  }

  List<String> errors(String yaml) {
    return schema.validate(Loading.tree(yaml)).stream()
        .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
        .toList();
  }

  /**
   * Every key that is no section, with its part of the schema; {@code backends[]} for one entry.
   */
  Map<String, JsonNode> keys() {
    Map<String, JsonNode> found = new TreeMap<>();
    collect(tree, "", found);
    return found;
  }

  /** The keys of a driver's options. */
  Map<String, JsonNode> options(String driver) {
    Map<String, JsonNode> found = new TreeMap<>();
    collect(tree.path("$defs").path(driver), "", found);
    return found;
  }

  private void collect(JsonNode part, String prefix, Map<String, JsonNode> found) {
    part.path("properties")
        .properties()
        .forEach(
            property -> {
              String key = prefix + property.getKey();
              JsonNode value = property.getValue();
              if (value.path("additionalProperties").isBoolean()) {
                collect(value, key + ".", found);
              } else if (value.path("items").path("$ref").asText().equals("#/$defs/backend")) {
                collect(tree.path("$defs").path("backend"), key + "[].", found);
              } else {
                found.put(key, value);
              }
            });
  }
}
