package io.clinker.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.util.Map;

/**
 * The one JSON form of rows, requests and histories: instants as ISO text, records by their
 * components, unknown members ignored so that an older build can read what a newer one wrote.
 */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private Json() {}

  /** A mapper with this form; a copy, so that nobody can change the form for others. */
  public static ObjectMapper mapper() {
    return MAPPER.copy();
  }

  /** The value as JSON text. */
  public static String write(Object value) {
    if (value instanceof Map<?, ?> map && map.isEmpty()) {
      return "{}";
    }
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new ClinkerException(
          ErrorCode.INTERNAL,
          "A value has no JSON form",
          Map.of("type", value.getClass().getName()),
          e);
    }
  }

  /** The value of this type that the text holds. */
  public static <T> T read(String text, Class<T> type) {
    try {
      return MAPPER.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw unreadable(type.getName(), e);
    }
  }

  /** A flat object of texts; empty and "{}" give an empty map. */
  public static Map<String, String> readTexts(String text) {
    return readMap(text, TEXTS);
  }

  /** Any object. */
  public static Map<String, Object> readObject(String text) {
    return readMap(text, OBJECT);
  }

  private static <V> Map<String, V> readMap(String text, TypeReference<Map<String, V>> type) {
    if (text.isEmpty() || text.equals("{}")) {
      return Map.of();
    }
    try {
      return MAPPER.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw unreadable("object", e);
    }
  }

  private static ClinkerException unreadable(String type, JsonProcessingException cause) {
    // The parser's own text would quote the document, which may hold secrets.
    cause.clearLocation();
    return new ClinkerException(
        ErrorCode.INTERNAL, "Stored JSON cannot be read", Map.of("type", type), cause);
  }
}
