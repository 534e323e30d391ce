package io.clinker.cli;

import io.clinker.bench.Benchmark;
import io.clinker.cli.dev.DataFolder;
import io.clinker.cli.dev.LauncherException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures a running installation and the bare engine beside it. */
@Command(
    name = "bench",
    description = {
      "Measures a running installation: accept and completion times, lifecycles per second",
      "beside the bare engine with empty steps, reads among many volumes, resident memory."
    },
    mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--config", description = "configuration of a node (default: DATA/clinker.yml)")
  private @Nullable Path config;

  @Option(names = "--data", description = "data folder of clinker dev")
  private Path data = DataFolder.standard();

  @Option(names = "--clients", description = "clients of the load (default: 8)")
  private int clients = 8;

  @Option(names = "--seconds", description = "length of each measured part (default: 20)")
  private int seconds = 20;

  @Option(
      names = "--warm-up",
      description = "seconds of load before anything is measured (default: 120)")
  private int warmUp = 120;

  @Option(names = "--volumes", description = "rows for the reads (default: 100000; 0: no reads)")
  private int volumes = 100_000;

  @Option(names = "--deleted", description = "rows of deleted volumes beside them (default: 0)")
  private int deleted;

  @Option(
      names = "--foreign-ids",
      description = {
        "only whether the time of an answer tells ids of other projects from ids that nobody has;",
        "OS_TOKEN holds a token of somebody who is no administrator, so noauth will not do"
      })
  private boolean foreignIds;

  @Override
  public Integer call() throws Exception {
    if (spec == null) {
      throw new IllegalStateException("not started by the command line");
    }
    Path file = config == null ? data.resolve("clinker.yml") : config;
    if (foreignIds) {
      String token = System.getenv("OS_TOKEN");
      if (token == null) {
        throw new LauncherException("OS_TOKEN holds no token.");
      }
      new Benchmark(file, spec.commandLine().getOut()).foreignIds(token);
      return 0;
    }
    new Benchmark(file, spec.commandLine().getOut())
        .run(new Benchmark.Extent(clients, seconds, warmUp, volumes, deleted));
    return 0;
  }
}
