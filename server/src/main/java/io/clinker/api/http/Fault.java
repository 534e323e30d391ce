package io.clinker.api.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is an error, in Cinder's form: an element named after the status, with a code and
 * a message.
 */
public final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final String OTHER = "computeFault";
  private static final Map<Integer, String> ELEMENTS =
      Map.ofEntries(
          Map.entry(400, "badRequest"),
          Map.entry(401, "unauthorized"),
          Map.entry(403, "forbidden"),
          Map.entry(404, "itemNotFound"),
          Map.entry(405, "badMethod"),
          Map.entry(409, "conflictingRequest"),
          Map.entry(413, "overLimit"),
          Map.entry(415, "badMediaType"),
          Map.entry(429, "overLimit"),
          Map.entry(501, "notImplemented"),
          Map.entry(503, "serviceUnavailable"));

  private final int status;
  private final Map<String, String> headers;

  private Fault(int status, String message, Map<String, String> headers) {
    super(message, null, false, false);
    this.status = status;
    this.headers = headers;
  }

  /** A fault with this status, whatever it is. */
  public static Fault of(int status, String message) {
    return switch (status) {
      case 413 -> new Fault(413, message, Map.of("Retry-After", "0"));
      case 503 -> new Fault(503, message, Map.of("Retry-After", "1"));
      default -> new Fault(status, message, Map.of());
    };
  }

  public static Fault badRequest(String message) {
    return of(400, message);
  }

  /** 400 as the body checks say it. */
  public static Fault invalidInput(String detail) {
    return of(400, "Invalid input received: " + detail);
  }

  public static Fault notFound(String message) {
    return of(404, message);
  }

  /** 404 for what exists in a higher version only. */
  public static Fault notInThisVersion() {
    return of(404, "The resource could not be found.");
  }

  public static Fault conflict(String message) {
    return of(409, message);
  }

  public static Fault forbidden(String rule) {
    return of(403, "Policy doesn't allow " + rule + " to be performed.");
  }

  /** 503: nothing happened, worth trying again. */
  public static Fault unavailable(String message) {
    return of(503, message);
  }

  /** 429: too many requests of the project. */
  static Fault tooMany(Duration wait) {
    long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
    return of(429, "This request was rate-limited.").with("Retry-After", Long.toString(seconds));
  }

  /** 406: a version that is not spoken. */
  public static Fault notAcceptable(Microversion asked) {
    return new Fault(
        406,
        "Version %s is not supported by the API. Minimum is %s and maximum is %s."
            .formatted(asked, Microversion.MINIMUM, Microversion.MAXIMUM),
        Map.of(MicroversionHeader.NAME, "volume " + asked, "Vary", MicroversionHeader.NAME));
  }

  /** 500 whose text tells only an id that is in the log too. */
  public static Fault internal(String logId) {
    return of(
        500,
        "The server has either erred or is incapable of performing the requested operation."
            + " (log id "
            + logId
            + ")");
  }

  /** The same with one header more. */
  public Fault with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new Fault(status, text(), Map.copyOf(more));
  }

  public int status() {
    return status;
  }

  /** The text for the client. */
  public String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }

  /** Headers that go with it. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The name of the member that holds code and message. */
  public String element() {
    return element(status);
  }

  /** The names that the member with code and message can have. */
  public static Set<String> elements() {
    Set<String> names = new HashSet<>(ELEMENTS.values());
    names.add(OTHER);
    return names;
  }

  private static String element(int status) {
    @Nullable String name = ELEMENTS.get(status);
    return name == null ? OTHER : name;
  }

  /** The body. */
  public Json body() {
    return json -> {
      json.writeStartObject();
      json.writeObjectFieldStart(element());
      json.writeNumberField("code", status);
      json.writeStringField("message", text());
      String retryAfter = headers.get("Retry-After");
      if (retryAfter != null && element().equals("overLimit")) {
        json.writeStringField("retryAfter", retryAfter);
      }
      json.writeEndObject();
      json.writeEndObject();
    };
  }
}
