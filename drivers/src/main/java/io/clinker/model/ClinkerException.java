package io.clinker.model;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The only exception that crosses a module's border. The message is constant text; facts are kept
 * apart and never hold secrets.
 */
public class ClinkerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient Map<String, String> facts;

  public ClinkerException(ErrorCode code, String message) {
    this(code, message, Map.of(), null);
  }

  public ClinkerException(ErrorCode code, String message, Map<String, String> facts) {
    this(code, message, facts, null);
  }

  public ClinkerException(
      ErrorCode code, String message, Map<String, String> facts, @Nullable Throwable cause) {
    super(facts.isEmpty() ? message : message + " " + new TreeMap<>(facts), cause);
    this.code = code;
    this.facts = Map.copyOf(facts);
  }

  public ErrorCode code() {
    return code;
  }

  /** What is known about this very case. */
  public Map<String, String> facts() {
    return facts;
  }
}
