package io.clinker.conformance;

import io.clinker.chaos.Scratch;
import io.clinker.chaos.ScratchSetup;
import io.clinker.cli.dev.Installation;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A scratch installation with two backends of files, whose callers are known by a Keystone and find
 * it in the catalog.
 */
final class Cloud implements AutoCloseable {
  /** The backends, which are those of every pool. */
  static final List<String> BACKENDS = List.of("file", "second");

  private static final String SERVICE = "clinker";

  private final Path folder;
  private final KeystoneServer keystone;
  private final Scratch scratch;
  private final Thread ending = new Thread(this::end, "end");

  /**
   * Starts all of it.
   *
   * @param keystonePrograms where Keystone is installed
   * @param folder where everything is kept; made if it is not there
   */
  Cloud(Path keystonePrograms, Path folder, Installation installation, int nodes, PrintWriter out)
      throws IOException, InterruptedException {
    this.folder = Files.createDirectories(folder.toAbsolutePath());
    keystone = new KeystoneServer(keystonePrograms, this.folder);
    scratch = new Scratch(this.folder.resolve("clinker"), installation, out);
    Runtime.getRuntime().addShutdownHook(ending);
    try {
      keystone.grant("service", keystone.user(SERVICE), keystone.project("service"));
      Files.createDirectory(second());
      scratch.start(ScratchSetup.of(nodes).changed(this::withKeystone).unrehearsed());
    } catch (IOException | RuntimeException failed) {
      close();
      throw failed;
    }
  }

  private Path second() {
    return folder.resolve("second");
  }

  private String withKeystone(String configuration) {
    return """
        keystone: {url: "%s", user: %s, password: "%s"}
        """
            .formatted(keystone.url(), SERVICE, KeystoneServer.PASSWORD)
        + configuration.replace(
            "authentication: {strategy: noauth}", "authentication: {strategy: keystone}")
        + """
          - name: second
            driver: file
            availabilityZone: nova
            options: {directory: "%s", format: raw}
        """
            .formatted(second());
  }

  /** Names this address of the API, and what there is no service for. */
  void catalog(URI api) {
    String address = api + "/v3/%(project_id)s";
    keystone.service("block-storage", "cinder", address);
    keystone.service("volumev3", "cinderv3", address);
    // Whoever asks for these is told "not found".
    for (String absent : List.of("network", "image")) {
      keystone.service(absent, absent, keystone.url() + "/absent/" + absent);
    }
  }

  /** Where the nodes serve the API, on the loopback interface. */
  List<Integer> ports() {
    return scratch.addresses().stream().map(URI::getPort).toList();
  }

  KeystoneServer keystone() {
    return keystone;
  }

  Scratch scratch() {
    return scratch;
  }

  /** Ends all that runs; the folder stays. */
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(ending);
    } catch (IllegalStateException shuttingDown) {
      // The process ends, and the hook does the same again, which does nothing.
      return;
    }
  }

  private void end() {
    scratch.close();
    keystone.close();
  }
}
