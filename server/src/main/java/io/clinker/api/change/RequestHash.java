package io.clinker.api.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.api.http.Call;
import io.clinker.api.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What "the same request" means for an idempotency key: method, path, parameters, project, version
 * and body, where the order of members and the spelling of the URL do not count.
 */
final class RequestHash {
  private RequestHash() {}

  /** 64 hex digits. */
  static String of(Call call) {
    List<String> parts = new ArrayList<>();
    parts.add(call.method());
    parts.add(call.path());
    Map<String, String> parameters = new TreeMap<>(call.query().values());
    // How patient a client is, or whether it asks first, makes no other request.
    parameters.remove(Wishes.WAIT);
    parameters.remove(Wishes.DRY_RUN);
    parts.add(parameters.toString());
    parts.add(call.caller().projectId());
    parts.add(call.version().toString());
    parts.add(canonical(call.body()));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String canonical(byte[] body) {
    if (body.length == 0) {
      return "";
    }
    try {
      StringBuilder text = new StringBuilder();
      append(text, Json.MAPPER.readTree(body));
      return text.toString();
    } catch (IOException e) {
      return new String(body, StandardCharsets.ISO_8859_1);
    }
  }

  private static void append(StringBuilder text, JsonNode node) {
    if (node.isObject()) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      node.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
      text.append('{');
      sorted.forEach(
          (name, value) -> {
            text.append(Json.MAPPER.getNodeFactory().textNode(name)).append(':');
            append(text, value);
            text.append(',');
          });
      text.append('}');
    } else if (node.isArray()) {
      text.append('[');
      for (JsonNode item : node) {
        append(text, item);
        text.append(',');
      }
      text.append(']');
    } else {
      text.append(node);
    }
  }
}
