package io.clinker.exec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.util.Map;

/** What a tool said; output beyond a cap is cut off. */
public record CommandResult(String tool, int exit, String out, String err) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHOWN = 400;

  public boolean succeeded() {
    return exit == 0;
  }

  /** The standard output as JSON. */
  public JsonNode json() {
    try {
      return JSON.readTree(out);
    } catch (JsonProcessingException e) {
      throw new ClinkerException(
          ErrorCode.BACKEND_REFUSED, "a tool did not answer in JSON", facts(), e);
    }
  }

  /** What may be shown of this result: the tool's words, never its arguments. */
  public Map<String, String> facts() {
    String said = err.isBlank() ? out : err;
    String brief = said.strip();
    return Map.of(
        "tool",
        tool,
        "exit",
        Integer.toString(exit),
        "said",
        brief.length() > SHOWN ? brief.substring(0, SHOWN) : brief);
  }
}
