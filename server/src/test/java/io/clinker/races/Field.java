package io.clinker.races;

import io.clinker.drivers.simulator.SimulatorAdmin;
import io.clinker.load.Recorder;
import io.clinker.load.UsageQuestion;
import io.clinker.oracle.Backends;
import io.clinker.oracle.History;
import io.clinker.oracle.InstallationFile;
import io.clinker.oracle.Oracle;
import io.clinker.oracle.RowSource;
import io.clinker.oracle.Verdict;
import io.clinker.site.Await;
import io.clinker.site.NodeProcess;
import io.clinker.site.Site;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A whole installation, whose nodes may each have a database server of their own. */
final class Field implements AutoCloseable {
  private static final String ALL = "api,engine,volume";
  private static final Duration REST = Duration.ofSeconds(120);

  private final Site site;
  private final List<NodeProcess> nodes = new ArrayList<>();
  private final List<String> projects = new CopyOnWriteArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private final Path historyFile;
  private final Recorder recorder;

  private Field(Site site, List<Path> configurations) throws IOException {
    this.site = site;
    this.historyFile = site.folder().resolve("history.jsonl");
    this.recorder = new Recorder(historyFile);
    for (int index = 0; index < configurations.size(); index++) {
      NodeProcess node = site.node("node-" + (index + 1), ALL, configurations.get(index));
      nodes.add(node);
      node.start();
    }
    nodes.forEach(NodeProcess::awaitReady);
    Client admin = client(0, newProject());
    for (String backend : List.of(Site.FILE, Site.ARRAY)) {
      Client.Answer made =
          admin.raw(
              "POST",
              "/types",
              Map.of(
                  "volume_type",
                  Map.of("name", backend, "extra_specs", Map.of("volume_backend_name", backend))));
      if (made.status() != 200) {
        throw new IllegalStateException("no type: " + made);
      }
    }
  }

  /** So many nodes over the installation's own database. */
  static Field open(Path folder, int nodes) throws IOException, InterruptedException {
    Site site = Site.start(folder);
    List<Path> configurations = new ArrayList<>();
    for (int index = 0; index < nodes; index++) {
      configurations.add(site.configuration());
    }
    return opened(site, configurations);
  }

  /** A node for each of these databases, which are one. */
  static Field over(Path folder, List<String> urls) throws IOException, InterruptedException {
    Site site = Site.start(folder);
    List<Path> configurations = new ArrayList<>();
    for (String url : urls) {
      configurations.add(site.configurationWith(url, "on-" + (configurations.size() + 1)));
    }
    Files.copy(
        configurations.getFirst(),
        site.configuration(),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    return opened(site, configurations);
  }

  private static Field opened(Site site, List<Path> configurations)
      throws IOException, InterruptedException {
    try {
      return new Field(site, configurations);
    } catch (IOException | RuntimeException | AssertionError failed) {
      site.close();
      throw failed;
    }
  }

  Site site() {
    return site;
  }

  SimulatorAdmin array() {
    return site.array();
  }

  List<NodeProcess> nodes() {
    return List.copyOf(nodes);
  }

  /** A project that nobody has used, without limits. */
  String newProject() {
    String project = UUID.randomUUID().toString().replace("-", "");
    projects.add(project);
    client(next.getAndIncrement(), project)
        .raw(
            "PUT",
            "/os-quota-sets/" + project,
            Map.of("quota_set", Map.of("volumes", -1, "gigabytes", -1, "snapshots", -1)));
    return project;
  }

  /** A client of one node; numbers go round. */
  Client client(int node, String project) {
    URI address = nodes.get(Math.floorMod(node, nodes.size())).api();
    return new Client(address, project, recorder);
  }

  /** Waits until no operation of the project is open. */
  void awaitRest(Client client) {
    Await.until(
        "no operation is open",
        REST,
        () -> {
          Client.Answer answer = client.get("/operations?state=open");
          return answer.status() == 200 && answer.body().path("operations").isEmpty();
        });
  }

  /** Ends the history and asks the oracle. */
  Verdict check() throws IOException {
    projects.forEach(project -> awaitRest(client(0, project)));
    recorder.close();
    InstallationFile file = site.installation();
    List<URI> addresses = nodes.stream().map(NodeProcess::api).toList();
    try (Backends backends = Backends.configured(file.backends(), file.host())) {
      return new Oracle(
              new RowSource(file.jdbi()), backends, () -> UsageQuestion.ask(addresses, projects))
          .check(true, History.read(historyFile));
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    site.close();
  }
}
