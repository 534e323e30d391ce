package io.clinker.cli;

import io.clinker.cli.dev.DataFolder;
import io.clinker.cli.dev.LauncherException;
import io.clinker.load.Identity;
import io.clinker.load.UsageQuestion;
import io.clinker.oracle.Backends;
import io.clinker.oracle.History;
import io.clinker.oracle.InstallationFile;
import io.clinker.oracle.Oracle;
import io.clinker.oracle.RowSource;
import io.clinker.oracle.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clinker check}: the ten invariants against a running installation. */
@Command(
    name = "check",
    description = {
      "Compares rows, storage, exports, quota, capacity and tokens of a running installation:",
      "ten invariants, each with its figures; lists every violation and then exits with 1.",
      "Where callers are known by Keystone, OS_TOKEN holds a token of an administrator, without",
      "which quota is not compared with what the API says."
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration of a node (default: clinker.yml in the data folder).")
  private @Nullable Path config;

  @Option(names = "--data", paramLabel = "DIR", description = "The folder given to clinker dev.")
  private Path data = DataFolder.standard();

  @Option(
      names = "--settled",
      description =
          "Nothing may be under way: leaves nothing out, an open operation is a violation.")
  private boolean settled;

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description = "What clients did and saw, as the load writes it; without it I10 says nothing.")
  private @Nullable Path history;

  @Override
  public Integer call() throws Exception {
    if (spec == null) {
      throw new IllegalStateException("not started by the command line");
    }
    Path file = config == null ? data.resolve("clinker.yml") : config;
    if (!Files.isReadable(file)) {
      throw new LauncherException("the configuration " + file + " cannot be read");
    }
    Verdict verdict = verdict(InstallationFile.read(file));
    spec.commandLine().getOut().print(verdict.text());
    spec.commandLine().getOut().flush();
    return verdict.holds() ? 0 : 1;
  }

  private Verdict verdict(InstallationFile installation) throws IOException {
    Jdbi jdbi = installation.jdbi();
    History seen = history == null ? History.none() : History.read(history);
    try (Backends backends = Backends.configured(installation.backends(), installation.host())) {
      return new Oracle(
              new RowSource(jdbi),
              backends,
              () ->
                  UsageQuestion.ask(
                      List.of(installation.api()),
                      projects(jdbi),
                      project -> Identity.of(System.getenv(), project)))
          .check(settled, seen);
    } catch (JdbiException away) {
      throw new LauncherException("the database cannot be read: " + away.getMessage(), away);
    }
  }

  private static List<String> projects(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select distinct project_id from volume where live = 1")
                .mapTo(String.class)
                .list());
  }
}
