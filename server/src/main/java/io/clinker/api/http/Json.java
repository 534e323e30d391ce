package io.clinker.api.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON text, written straight to a generator: a page of a thousand volumes costs no beans. */
@FunctionalInterface
public interface Json {
  /** Writes one value. */
  void write(JsonGenerator json) throws IOException;

  /** Members within members of a body; more than any request has. */
  int DEEPEST = 64;

  /** Refuses a member that is given twice, and a body that is too deep. */
  ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .build();

  /** The text in UTF-8. */
  static byte[] bytes(Json value) {
    ByteArrayBuilder buffer = new ByteArrayBuilder(MAPPER.getFactory()._getBufferRecycler(), 2000);
    try (JsonGenerator generator = MAPPER.getFactory().createGenerator(buffer)) {
      value.write(generator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return buffer.getClearAndRelease();
  }

  /** The text. */
  static String text(Json value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }

  /** An object with this one member. */
  static Json in(String member, Json value) {
    return json -> {
      json.writeStartObject();
      json.writeFieldName(member);
      value.write(json);
      json.writeEndObject();
    };
  }

  /** Writes a member that is a text or null. */
  static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, value);
    }
  }

  /** Writes a member that is an object of texts. */
  static void texts(JsonGenerator json, String name, Map<String, ? extends @Nullable String> values)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, ? extends @Nullable String> entry : values.entrySet()) {
      text(json, entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  /** Writes a member that is a date or null. */
  static void date(JsonGenerator json, String name, @Nullable Instant value) throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, date(value));
    }
  }

  /** Writes a member with any value that Jackson knows. */
  static void any(JsonGenerator json, String name, @Nullable Object value) throws IOException {
    json.writeFieldName(name);
    JsonNode tree = MAPPER.valueToTree(value);
    MAPPER.writeTree(json, tree);
  }

  /** {@code 2026-11-22T21:37:58.123456}: six digits, no zone, or strict clients refuse it. */
  static String date(Instant instant) {
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
    char[] text = new char[26];
    digits(text, 0, 4, time.getYear());
    text[4] = '-';
    digits(text, 5, 2, time.getMonthValue());
    text[7] = '-';
    digits(text, 8, 2, time.getDayOfMonth());
    text[10] = 'T';
    digits(text, 11, 2, time.getHour());
    text[13] = ':';
    digits(text, 14, 2, time.getMinute());
    text[16] = ':';
    digits(text, 17, 2, time.getSecond());
    text[19] = '.';
    digits(text, 20, 6, time.getNano() / 1000);
    return new String(text);
  }

  private static void digits(char[] text, int from, int count, int value) {
    int rest = value;
    for (int index = from + count - 1; index >= from; index--) {
      text[index] = (char) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
