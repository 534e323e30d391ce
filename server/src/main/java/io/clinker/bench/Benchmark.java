package io.clinker.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.uber.m3.tally.NoopScope;
import io.clinker.model.VolumeId;
import io.clinker.node.EngineClient;
import io.clinker.node.EngineSettings;
import io.clinker.store.BulkRows;
import io.clinker.store.Database;
import io.clinker.store.Stores;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;
import org.apache.tomcat.jdbc.pool.DataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;

/**
 * Measures an installation that runs: the service and the bare engine in turn, so that both see the
 * same machine. Its volumes live in a project of their own.
 */
public final class Benchmark {
  private static final String PROJECT = "be0c4be0c4be0c4be0c4be0c4be0c4be";
  private static final long POLL_ALONE = 3;
  private static final long POLL_UNDER_LOAD = 25;
  private static final int FOREIGN_VOLUMES = 1000;
  private static final String ROWS_PROJECT = "be0c5be0c5be0c5be0c5be0c5be0c5be";

  private final JsonNode config;
  private final PrintWriter out;

  /**
   * @param configuration the configuration of a node of the installation
   */
  public Benchmark(Path configuration, PrintWriter out) throws IOException {
    this.config = new ObjectMapper(new YAMLFactory()).readTree(configuration.toFile());
    this.out = out;
  }

  /**
   * How much is measured.
   *
   * @param seconds the length of each measured part
   * @param warmUp seconds of load on the service, and as many on the bare engine, before it
   * @param volumes rows for the reads; 0: reads are left out
   * @param deleted rows of deleted volumes beside them
   */
  public record Extent(int clients, int seconds, int warmUp, int volumes, int deleted) {}

  /** Prints the figures beside their targets. */
  public void run(Extent extent) throws IOException {
    int clients = extent.clients();
    String api = "http://127.0.0.1:" + port("applicationConnectors");
    Duration time = Duration.ofSeconds(extent.seconds());
    try (EngineClient engine = new EngineClient(engineSettings(), "bench", new NoopScope());
        BareEngine bare = new BareEngine(engine.client());
        ApiClient client = new ApiClient(api, PROJECT)) {
      unlimited(client);
      warmUp(extent, api, bare);
      lifecycles("one client", 1, time, api, bare);
      lifecycles("load", clients, time, api, bare);
      say("resident memory of the service under that load: " + residentMemory());
    }
    reads(api, extent);
    say("resident memory of the service after the reads: " + residentMemory());
  }

  /**
   * Prints whether ids of other projects can be told from ids that nobody has.
   *
   * @param token of somebody who is no administrator
   */
  public void foreignIds(String token) throws IOException, InterruptedException {
    BulkRows rows = new BulkRows(database(), Stores.create());
    rows.clear(ROWS_PROJECT);
    try {
      List<String> ids =
          rows.volumes(ROWS_PROJECT, FOREIGN_VOLUMES).stream().map(VolumeId::value).toList();
      new ForeignIds(URI.create("http://127.0.0.1:" + port("applicationConnectors")), token)
          .measure(out, ids);
    } finally {
      rows.clear(ROWS_PROJECT);
    }
  }

  /**
   * What is measured is how an installation runs, not how it starts; the start is shown as well.
   */
  private void warmUp(Extent extent, String api, BareEngine bare) {
    Duration time = Duration.ofSeconds(extent.warmUp());
    if (time.isZero()) {
      return;
    }
    say("warming up, %d s each".formatted(time.toSeconds()));
    Lifecycles.Result service =
        Lifecycles.measure(
            extent.clients(),
            time,
            () -> Lifecycles.ofVolumes(new ApiClient(api, PROJECT), POLL_UNDER_LOAD));
    Lifecycles.Result engine = Lifecycles.measure(extent.clients(), time, bare::lifecycle);
    say("warming up, service:     " + service);
    say("warming up, bare engine: " + engine);
  }

  private void lifecycles(String what, int clients, Duration time, String api, BareEngine bare)
      throws IOException {
    long poll = clients == 1 ? POLL_ALONE : POLL_UNDER_LOAD;
    say(
        "%s: %d clients that look when the end is due, then every %d ms"
            .formatted(what, clients, poll));
    Lifecycles.Result engineFirst = Lifecycles.measure(clients, time, bare::lifecycle);
    double processor = metric("process_cpu_seconds_total");
    Lifecycles.Result service =
        Lifecycles.measure(
            clients, time, () -> Lifecycles.ofVolumes(new ApiClient(api, PROJECT), poll));
    processor = metric("process_cpu_seconds_total") - processor;
    Lifecycles.Result engineAgain = Lifecycles.measure(clients, time, bare::lifecycle);
    double engine = (engineFirst.perSecond() + engineAgain.perSecond()) / 2;
    say(what + ", service:     " + service);
    say(what + ", bare engine: " + engineFirst);
    say(what + ", bare engine: " + engineAgain);
    say(
        "%s, processor time of the service: %.1f ms per lifecycle"
            .formatted(what, 1000 * processor / service.done().count()));
    say(
        "%s, service / bare engine: %.2f (target >= 0.8 under load)"
            .formatted(what, service.perSecond() / engine));
  }

  private void reads(String api, Extent extent) throws IOException {
    int volumes = extent.volumes();
    if (volumes == 0) {
      return;
    }
    BulkRows rows = new BulkRows(database(), Stores.create());
    say(
        ("putting in rows: %d volumes, an operation each; a snapshot, an attachment, a transfer, a"
                + " group, a group snapshot and a message for every tenth; %d deleted volumes")
            .formatted(volumes, extent.deleted()));
    rows.clear(ROWS_PROJECT);
    try (ApiClient client = new ApiClient(api, ROWS_PROJECT)) {
      List<String> ids = rows.volumes(ROWS_PROJECT, volumes).stream().map(VolumeId::value).toList();
      rows.operations(ROWS_PROJECT, volumes);
      rows.snapshots(ROWS_PROJECT, volumes / 10);
      rows.attachments(ROWS_PROJECT, volumes / 10);
      rows.transfers(ROWS_PROJECT, volumes / 10);
      rows.groups(ROWS_PROJECT, volumes / 10);
      rows.messages(ROWS_PROJECT, volumes / 10);
      rows.deletedVolumes(ROWS_PROJECT, extent.deleted());
      new Reads(client, out).measure(ids);
    } finally {
      rows.clear(ROWS_PROJECT);
    }
  }

  private static void unlimited(ApiClient client) {
    client.expect(
        200,
        "PUT",
        "/os-quota-sets/" + PROJECT,
        "{\"quota_set\":{\"volumes\":-1,\"gigabytes\":-1,\"snapshots\":-1}}");
  }

  private String residentMemory() throws IOException {
    return "%.0f MiB".formatted(metric("process_resident_memory_bytes") / (1 << 20));
  }

  /** What the service shows under this name, not a number if it does not. */
  private double metric(String name) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port("adminConnectors") + "/metrics"))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      String page = http.send(request, BodyHandlers.ofString()).body();
      return page.lines()
          .filter(line -> line.startsWith(name + " "))
          .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
          .findFirst()
          .orElse(Double.NaN);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Double.NaN;
    }
  }

  private int port(String connectors) {
    return config.path("server").path(connectors).path(0).path("port").asInt();
  }

  private EngineSettings engineSettings() {
    JsonNode engine = config.path("engine");
    return EngineSettings.plain(
        engine.path("address").asText(), engine.path("namespace").asText(), Duration.ofSeconds(3));
  }

  private Database database() throws IOException {
    JsonNode database = config.path("database");
    Properties properties = new Properties();
    properties.putAll(Database.CONNECTION_PROPERTIES);
    properties.put("user", database.path("user").asText());
    properties.put(
        "password",
        database.has("passwordFile")
            ? Files.readString(Path.of(database.path("passwordFile").asText())).strip()
            : database.path("password").asText());
    PoolProperties pool = new PoolProperties();
    pool.setUrl(database.path("url").asText());
    pool.setDriverClassName("com.mysql.cj.jdbc.Driver");
    pool.setDbProperties(properties);
    pool.setInitialSize(0);
    pool.setMinIdle(0);
    pool.setMaxIdle(2);
    pool.setMaxActive(2);
    return new Database(
        new DataSource(pool), InstantSource.system(), new Database.Settings(Duration.ofMinutes(2)));
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
