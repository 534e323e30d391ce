package io.clinker.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The little JSON that is read here. */
final class Json {
  private Json() {}

  static List<String> texts(String json) throws IOException {
    List<String> texts = new ArrayList<>();
    for (JsonNode node : new ObjectMapper().readTree(json)) {
      texts.add(node.isTextual() ? node.textValue() : node.toString());
    }
    return texts;
  }

  static int size(String json) throws IOException {
    return new ObjectMapper().readTree(json).size();
  }
}
