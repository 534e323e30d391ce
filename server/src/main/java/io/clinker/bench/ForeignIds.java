package io.clinker.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.UUID;

/**
 * Whether the time of an answer tells that an id is taken: asks for volumes of another project and
 * for volumes that nobody has, in turn, as somebody who may see neither.
 */
public final class ForeignIds {
  private static final int TIMES = 10_000;
  private static final int WARM = 1_000;

  private final URI api;
  private final String token;

  /**
   * @param token of somebody who is no administrator
   */
  public ForeignIds(URI api, String token) {
    this.api = api;
    this.token = token;
  }

  /**
   * Prints the times and what the medians differ by.
   *
   * @param foreign ids of volumes of another project
   * @return the median of foreign ids by that of unknown ones
   */
  public double measure(PrintWriter out, List<String> foreign) throws InterruptedException {
    Sample ofForeign = new Sample();
    Sample ofUnknown = new Sample();
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (int turn = -WARM; turn < TIMES; turn++) {
        long taken = nanos(client, foreign.get(Math.floorMod(turn, foreign.size())));
        long free = nanos(client, UUID.randomUUID().toString());
        if (turn >= 0) {
          ofForeign.add(taken);
          ofUnknown.add(free);
        }
      }
    }
    double ratio = ofForeign.percentile(0.5) / ofUnknown.percentile(0.5);
    out.println("volumes of another project: " + ofForeign);
    out.println("volumes that nobody has:    " + ofUnknown);
    out.printf("medians: %.3f (target 0.95 to 1.05)%n", ratio);
    out.flush();
    return ratio;
  }

  private long nanos(HttpClient client, String id) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(api.resolve("/v3/volumes/" + id))
            .header("X-Auth-Token", token)
            .build();
    try {
      long begin = System.nanoTime();
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      long nanos = System.nanoTime() - begin;
      if (answer.statusCode() != 404) {
        throw new IllegalStateException(
            "%s is answered with %d: the token must be of another project and no administrator's"
                .formatted(id, answer.statusCode()));
      }
      return nanos;
    } catch (IOException failure) {
      throw new IllegalStateException("a request failed", failure);
    }
  }
}
