package io.clinker.cli;

import io.clinker.chaos.Scratch;
import io.clinker.cli.dev.DataFolder;
import io.clinker.cli.dev.Installation;
import io.clinker.cli.dev.Messages;
import io.clinker.cli.dev.StartCache;
import io.clinker.cli.dev.Stopper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code clinker rehearse}: lets a node of a scratch installation live once, so that the nodes of
 * this build start sooner. {@code clinker dev} starts it beside itself.
 */
@Command(
    name = "rehearse",
    hidden = true,
    description = "Lets a node live once, so that the nodes of this build start sooner.",
    mixinStandardHelpOptions = true)
final class RehearseCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "A folder that is made, and removed at the end.")
  private Path data = Path.of(".");

  @Override
  public Integer call() throws Exception {
    if (spec == null) {
      throw new IllegalStateException("not started by the command line");
    }
    Installation installation = Installation.ofEnvironment();
    // What one that was killed has left.
    remove();
    Optional<StartCache> cache = installation.startCache().filter(one -> !one.isThere());
    if (cache.isEmpty()) {
      return 0;
    }
    try (Scratch scratch = new Scratch(data, installation, spec.commandLine().getOut())) {
      Runtime.getRuntime().addShutdownHook(new Thread(scratch::close, "end"));
      scratch.start(0, List.of(), null);
    }
    remove();
    return 0;
  }

  private void remove() throws IOException {
    if (!Files.isDirectory(data)) {
      return;
    }
    DataFolder folder = new DataFolder(data);
    if (Files.isDirectory(folder.run())) {
      new Stopper(folder, new Messages(System.out)).stop(true);
    }
    try (Stream<Path> all = Files.walk(data)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(one);
      }
    }
  }
}
