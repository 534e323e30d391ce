package io.clinker.drivers.simulator;

import com.fasterxml.jackson.core.type.TypeReference;
import io.clinker.driver.Inventory;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Mark;
import io.clinker.model.ResourceRef;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The administrative side of a {@link SimulatorServer} from another process: sets faults, reads
 * what the array decided, looks and acts behind the back of its users.
 *
 * <p>Errors of the array come as they are; BACKEND_UNAVAILABLE if there is no answer.
 */
public final class SimulatorAdmin implements AutoCloseable {
  private final URI address;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  /** The administrative side of the server at this address. */
  public SimulatorAdmin(URI address) {
    this.address = address;
  }

  /** Sets a fault and returns its number. */
  public int addFault(FaultRule rule) {
    Map<String, Integer> answer = json("POST", "faults", body(rule), new TypeReference<>() {});
    return answer.getOrDefault("id", 0);
  }

  /** Takes a fault away; calls that hang by it go on. */
  public void removeFault(int id) {
    send("DELETE", "faults/" + id, BodyPublishers.noBody());
  }

  /** Takes all faults away. */
  public void clearFaults() {
    send("DELETE", "faults", BodyPublishers.noBody());
  }

  /** The faults that are set, by number. */
  public Map<Integer, FaultTable.Standing> faults() {
    return json("GET", "faults", BodyPublishers.noBody(), new TypeReference<>() {});
  }

  /** The log from this entry number on. */
  public List<LogEntry> log(long from) {
    return json("GET", "log?from=" + from, BodyPublishers.noBody(), new TypeReference<>() {});
  }

  /** The highest accepted token of every object. */
  public Map<ResourceRef, Mark> marks() {
    return json("GET", "marks", BodyPublishers.noBody(), new TypeReference<>() {});
  }

  /** Calls that have begun and not ended, by number. */
  public Map<Long, ArrayRequest> inFlight() {
    return json("GET", "inflight", BodyPublishers.noBody(), new TypeReference<>() {});
  }

  /** The most changing calls of each pool that were in flight at one time. */
  public Map<String, Integer> mostChangesInFlight() {
    return json("GET", "most", BodyPublishers.noBody(), new TypeReference<>() {});
  }

  /** All objects of a pool, without faults. */
  public Inventory inventory(String pool) {
    return json(
        "GET", "inventory?pool=" + word(pool), BodyPublishers.noBody(), new TypeReference<>() {});
  }

  /** Does something behind the back of the array's users. */
  public void act(AdminAct act) {
    send("POST", "acts", body(act));
  }

  /** Bytes of a volume or snapshot. */
  public byte[] read(ResourceRef object, long offset, int length) {
    return send(
        "GET",
        "contents/%s?offset=%d&length=%d".formatted(object, offset, length),
        BodyPublishers.noBody());
  }

  /** Bytes as the host reads them through its export. */
  public byte[] hostRead(AttachmentId attachment, String secret, long offset, int length) {
    return send(
        "GET",
        "exports/%s?secret=%s&offset=%d&length=%d"
            .formatted(attachment, word(secret), offset, length),
        BodyPublishers.noBody());
  }

  /** Writes as the host does through its export. */
  public void hostWrite(AttachmentId attachment, String secret, long offset, byte[] bytes) {
    send(
        "PUT",
        "exports/%s?secret=%s&offset=%d".formatted(attachment, word(secret), offset),
        BodyPublishers.ofByteArray(bytes));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private static String word(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static BodyPublisher body(Object value) {
    return BodyPublishers.ofString(ArrayJson.write(value));
  }

  private <T> T json(String method, String path, BodyPublisher body, TypeReference<T> type) {
    byte[] answer = send(method, path, body);
    try {
      return ArrayJson.MAPPER.readValue(answer, type);
    } catch (IOException e) {
      throw new ClinkerException(
          ErrorCode.INTERNAL, "The simulator's answer is not understood", Map.of("path", path), e);
    }
  }

  private byte[] send(String method, String path, BodyPublisher body) {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve("/admin/" + path))
            .timeout(Duration.ofSeconds(30))
            .method(method, body)
            .build();
    HttpResponse<byte[]> response;
    try {
      response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw silent(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw silent(e);
    }
    if (response.statusCode() == 200) {
      return response.body();
    }
    throw ArrayJson.read(
            new String(response.body(), StandardCharsets.UTF_8), ArrayJson.Failure.class)
        .toException();
  }

  private ClinkerException silent(Exception cause) {
    return new ClinkerException(
        ErrorCode.BACKEND_UNAVAILABLE,
        "The simulator gave no answer",
        Map.of("address", address.toString()),
        cause);
  }
}
