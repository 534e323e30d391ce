package io.clinker.faults;

import io.clinker.drivers.simulator.SimulatorAdmin;
import io.clinker.site.NodeProcess;
import io.clinker.site.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Two nodes with all roles over one engine, one database and one array. */
final class Ground implements AutoCloseable {
  private static final String ALL = "api,engine,volume";

  private final Site site;
  private final FaultDirectory faults;
  private final NodeProcess first;
  private final NodeProcess second;
  private final Table table = new Table();

  private Ground(Site site) throws IOException {
    this.site = site;
    this.faults = new FaultDirectory(Files.createDirectories(site.folder().resolve("faults")));
    this.first = site.node("node-a", ALL, faults.option());
    this.second = site.node("node-b", ALL, faults.option());
    first.start();
    second.start();
    first.awaitReady();
    second.awaitReady();
    Rest rest = project();
    for (String backend : new String[] {Site.FILE, Site.ARRAY, Site.SMALL}) {
      Rest.require(
          rest.post(
              "/types",
              Map.of(
                  "volume_type",
                  Map.of("name", backend, "extra_specs", Map.of("volume_backend_name", backend)))),
          200);
    }
    // What a cold node answers late is no fault of this table.
    for (NodeProcess node : new NodeProcess[] {first, second}) {
      new Rest(node.api(), Rest.newProject()).get("/volumes");
    }
  }

  static Ground open(Path folder) throws IOException, InterruptedException {
    Site site = Site.start(folder);
    try {
      return new Ground(site);
    } catch (IOException | RuntimeException | AssertionError failed) {
      site.close();
      throw failed;
    }
  }

  Site site() {
    return site;
  }

  FaultDirectory faults() {
    return faults;
  }

  SimulatorAdmin array() {
    return site.array();
  }

  NodeProcess first() {
    return first;
  }

  NodeProcess second() {
    return second;
  }

  Table table() {
    return table;
  }

  /** A project of its own at the first node, without limits. */
  Rest project() {
    Rest rest = new Rest(first.api(), Rest.newProject());
    rest.withoutLimits();
    return rest;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    System.out.println("\n" + table.text());
    site.close();
  }
}
