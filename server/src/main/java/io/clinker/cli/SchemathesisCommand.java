package io.clinker.cli;

import io.clinker.chaos.Scratch;
import io.clinker.chaos.ScratchSetup;
import io.clinker.cli.dev.Installation;
import io.clinker.cli.dev.LauncherException;
import io.clinker.conformance.Schemathesis;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clinker conformance schemathesis}. */
@Command(
    name = "schemathesis",
    description = {
      "Makes requests out of the description of the API (/openapi.yaml) and holds the service to",
      "it: exits with 1 if an answer was a 5xx other than 503, or not as described. A service that",
      "runs knows its callers by noauth and has nothing that anybody needs: all is asked for."
    },
    mixinStandardHelpOptions = true)
final class SchemathesisCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--url",
      description = "The root of the API of a service that runs (default: a scratch installation).")
  private @Nullable URI url;

  @Option(names = "--seconds", description = "Length of the run (${DEFAULT-VALUE}).")
  private int seconds = 120;

  @Option(names = "--seed", description = "Of the requests (default: from the clock).")
  private @Nullable Long seed;

  @Override
  public Integer call() throws Exception {
    if (spec == null) {
      throw new IllegalStateException("not started by the command line");
    }
    String programs = System.getenv("CLINKER_SCHEMATHESIS");
    if (programs == null) {
      throw new LauncherException(
          "CLINKER_SCHEMATHESIS does not say where Schemathesis is; ./clinker installs it.");
    }
    PrintWriter out = spec.commandLine().getOut();
    Schemathesis suite = new Schemathesis(Path.of(programs), out);
    if (url != null) {
      return asked(suite, url);
    }
    Path folder = Files.createTempDirectory("clinker-schemathesis-");
    out.printf("all of it, with the logs, is in %s%n", folder);
    try (Scratch scratch = new Scratch(folder, Installation.ofEnvironment(), out)) {
      scratch.start(ScratchSetup.of(1).unrehearsed());
      return asked(suite, scratch.addresses().getFirst());
    }
  }

  private int asked(Schemathesis suite, URI api) throws IOException, InterruptedException {
    long chosen = seed == null ? System.nanoTime() & 0xffff : seed;
    return suite.run(api, Duration.ofSeconds(seconds), chosen) ? 0 : 1;
  }
}
