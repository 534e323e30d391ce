package io.clinker.drivers.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.util.Map;
import java.util.TreeMap;

/** The form in which calls, answers and errors travel and are kept. */
final class ArrayJson {
  static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private ArrayJson() {}

  /** An error on its way. */
  record Failure(ErrorCode code, String message, Map<String, String> facts) {
    static Failure of(ClinkerException exception) {
      String text = String.valueOf(exception.getMessage());
      String tail = " " + new TreeMap<>(exception.facts());
      String message =
          text.endsWith(tail) ? text.substring(0, text.length() - tail.length()) : text;
      return new Failure(exception.code(), message, exception.facts());
    }

    ClinkerException toException() {
      return new ClinkerException(code, message, facts);
    }
  }

  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new ClinkerException(ErrorCode.INTERNAL, "A value has no JSON form", Map.of(), e);
    }
  }

  static <T> T read(String text, Class<T> type) {
    try {
      T value = MAPPER.readValue(text, type);
      if (value == null) {
        throw new ClinkerException(ErrorCode.INVALID_INPUT, "An empty JSON document");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new ClinkerException(
          ErrorCode.INVALID_INPUT,
          "Not the JSON that is expected",
          Map.of("expected", type.getSimpleName(), "problem", e.getOriginalMessage()),
          e);
    }
  }
}
