package io.clinker.cli;

import io.clinker.chaos.Scratch;
import io.clinker.chaos.ScratchSetup;
import io.clinker.cli.dev.Installation;
import io.clinker.cli.dev.StartCache;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code clinker rehearse}: lets a node of a scratch installation live once, so that the nodes of
 * this build start sooner.
 */
@Command(
    name = "rehearse",
    description = {
      "Lets a node of a scratch installation live once, and keeps what its JVM learned:",
      "nodes of this build start with about half the work from then on. Needs JDK 25."
    },
    mixinStandardHelpOptions = true)
final class RehearseCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (spec == null) {
      throw new IllegalStateException("not started by the command line");
    }
    PrintWriter out = spec.commandLine().getOut();
    Installation installation = Installation.ofEnvironment();
    Optional<StartCache> cache = installation.startCache();
    if (cache.isEmpty()) {
      out.println("clinker: this JDK keeps nothing between two starts; 25 or newer does");
      return 1;
    }
    if (!cache.get().isThere()) {
      Path data = Files.createTempDirectory("clinker-rehearsal-");
      try (Scratch scratch = new Scratch(data, installation, out)) {
        Runtime.getRuntime().addShutdownHook(new Thread(scratch::close, "end"));
        scratch.start(ScratchSetup.of(0));
      }
      remove(data);
    }
    return cache.get().isThere() ? 0 : 1;
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(one);
      }
    }
  }
}
