package io.clinker.exec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.util.Map;

/**
 * What a tool said.
 *
 * @param truncated whether the standard output was longer than what is kept: what is absent from
 *     {@code out} may have been said then
 */
public record CommandResult(String tool, int exit, String out, String err, boolean truncated) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHOWN = 400;

  public boolean succeeded() {
    return exit == 0;
  }

  /**
   * The whole standard output, for those who conclude something from what is not in it.
   *
   * @throws ClinkerException BACKEND_UNAVAILABLE if some of it was cut off
   */
  public String wholeOut() {
    if (truncated) {
      throw new ClinkerException(
          ErrorCode.BACKEND_UNAVAILABLE, "a tool said more than is kept", facts());
    }
    return out;
  }

  /**
   * The standard output as JSON.
   *
   * @throws ClinkerException BACKEND_REFUSED if it is none, BACKEND_UNAVAILABLE if some of it was
   *     cut off
   */
  public JsonNode json() {
    String whole = wholeOut();
    try {
      return JSON.readTree(whole);
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
