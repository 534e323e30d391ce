package io.clinker.oracle;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What clients did and saw, in microseconds of one monotonic clock; a file has one JSON object a
 * line.
 */
public record History(List<Call> calls, List<Sight> sights) {
  public History {
    calls = List.copyOf(calls);
    sights = List.copyOf(sights);
  }

  /** One line of the file. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "line")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Call.class, name = "call"),
    @JsonSubTypes.Type(value = Sight.class, name = "sight")
  })
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public sealed interface Line {}

  /** How a call ended for its client. */
  public enum Outcome {
    ACCEPTED,
    REFUSED,
    /** The client never learned it. */
    UNKNOWN
  }

  /**
   * A call that asks for an operation, with its repeats under the same key.
   *
   * @param kind the word of the operation's kind
   * @param resource {@code kind/id} of the resource it is about; null if its id was never learned
   * @param volume the volume behind an attachment or a snapshot, or itself
   * @param detail what else matters: "cascade", "reserve", the id of the snapshot of a revert, the
   *     status that a reset asks for
   * @param requestIds those the service gave, one for each answer
   * @param key the idempotency key, which leads to the operation whatever became of the answers
   */
  public record Call(
      String kind,
      @Nullable String resource,
      @Nullable String volume,
      @Nullable String detail,
      long begin,
      long end,
      Outcome outcome,
      int http,
      List<String> requestIds,
      @Nullable String key)
      implements Line {
    public Call {
      requestIds = List.copyOf(requestIds);
    }
  }

  /**
   * A status that a client saw.
   *
   * @param status as shown; "gone" for a 404
   */
  public record Sight(String resource, String status, long begin, long end) implements Line {}

  /** No history was recorded. */
  public static History none() {
    return new History(List.of(), List.of());
  }

  /** Reads a file; a last line that was cut short is left out. */
  public static History read(Path file) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<Call> calls = new ArrayList<>();
    List<Sight> sights = new ArrayList<>();
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        if (!text.endsWith("}")) {
          continue;
        }
        switch (mapper.readValue(text, Line.class)) {
          case Call call -> calls.add(call);
          case Sight sight -> sights.add(sight);
        }
      }
    }
    return new History(calls, sights);
  }
}
