package io.clinker.conformance;

import io.clinker.chaos.TcpProxy;
import io.clinker.cli.dev.Installation;
import io.clinker.oracle.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Tempest's tests of block storage and those of its plugin, against a scratch installation. */
public final class TempestConformance {
  private static final List<String> SUITES =
      List.of("tempest.api.volume.", "cinder_tempest_plugin.");

  /**
   * Classes that cannot be set up when Tempest is told that there is no image service, though most
   * of their tests need none.
   */
  private static final List<String> ASSUMING_IMAGES =
      List.of(
          "tempest.api.volume.test_volumes_actions.VolumesActionsTest.",
          "tempest.api.volume.test_volumes_get.VolumesGetTest.",
          "tempest.api.volume.test_volumes_negative.VolumesNegativeTest.");

  private static final Duration SETTLE = Duration.ofMinutes(3);

  private final Path folder;
  private final Programs programs;
  private final PrintWriter out;

  /**
   * What it runs.
   *
   * @param keystone where Keystone is installed
   * @param tempest where Tempest and its plugin are installed
   */
  public record Programs(Installation installation, Path keystone, Path tempest) {}

  /**
   * @param folder where everything is kept, the logs too
   */
  public TempestConformance(Path folder, Programs programs, PrintWriter out) {
    this.folder = folder.toAbsolutePath();
    this.programs = programs;
    this.out = out;
  }

  /**
   * How it runs them.
   *
   * @param workers classes of tests at a time
   * @param killEvery the time between two kills of a node; zero: none is killed
   */
  public record Settings(int workers, Duration killEvery) {
    int nodes() {
      return killEvery.isZero() ? 1 : 2;
    }
  }

  /**
   * Starts all that is needed, runs the tests that match, asks the oracle, and ends it again.
   *
   * @param regex searched for in the ids of tests
   * @return whether none failed for a reason that is not known, and every invariant holds
   */
  public boolean run(String regex, Settings settings) throws IOException, InterruptedException {
    out.printf("all of it, with the logs, is in %s%n", folder);
    out.flush();
    KnownFailures known = KnownFailures.read();
    try (Cloud cloud =
            new Cloud(programs.keystone(), folder, programs.installation(), settings.nodes(), out);
        TcpProxy door = new TcpProxy(cloud.ports());
        NodeKills kills = new NodeKills(cloud.scratch().nodes(), settings.killEvery())) {
      cloud.catalog(URI.create("http://127.0.0.1:" + door.port()));
      Tempest plain = tempest(cloud, "tempest", false);
      List<String> tests =
          plain.list(regex).stream().filter(id -> begins(id, SUITES)).sorted().toList();
      if (tests.isEmpty()) {
        throw new IllegalArgumentException("no test matches " + regex);
      }
      TestRun leftOut =
          new TestRun(tests.stream().flatMap(id -> known.leftOut(id).stream()).toList());
      List<String> begun = tests.stream().filter(id -> known.leftOut(id).isEmpty()).toList();
      out.printf("%d tests run%n", begun.size());
      out.flush();
      kills.start();
      long begin = System.nanoTime();
      TestRun run = leftOut.and(run(cloud, plain, begun, settings.workers()));
      Duration length = Duration.ofNanos(System.nanoTime() - begin);
      kills.stop();
      TempestReport report =
          new TempestReport(
              run,
              settings.killEvery().isZero()
                  ? known::reason
                  : result -> known.reason(result).or(() -> NodeKills.reason(result)));
      boolean good = report.print(out, length);
      if (!settings.killEvery().isZero()) {
        out.printf("nodes killed: %d%n", kills.count());
      }
      return isSound(cloud) && good;
    }
  }

  /** Whether everything ended and every invariant holds. */
  private boolean isSound(Cloud cloud) {
    boolean settled = cloud.scratch().settle(SETTLE);
    out.printf("all operations ended: %s%n%n", settled);
    Verdict verdict = cloud.scratch().check();
    out.print(verdict.text());
    out.flush();
    return settled && verdict.holds();
  }

  private TestRun run(Cloud cloud, Tempest plain, List<String> tests, int workers)
      throws IOException, InterruptedException {
    List<String> assuming = tests.stream().filter(id -> begins(id, ASSUMING_IMAGES)).toList();
    List<String> others = tests.stream().filter(id -> !assuming.contains(id)).toList();
    TestRun run = new TestRun(List.of());
    if (!others.isEmpty()) {
      run = run.and(plain.run(others, workers));
    }
    if (!assuming.isEmpty()) {
      run = run.and(tempest(cloud, "tempest-images", true).run(assuming, workers));
    }
    return run;
  }

  private Tempest tempest(Cloud cloud, String name, boolean withImages)
      throws IOException, InterruptedException {
    return new Tempest(
        programs.tempest(),
        folder.resolve(name),
        new TempestSettings(cloud.keystone().url(), withImages));
  }

  private static boolean begins(String id, List<String> beginnings) {
    return beginnings.stream().anyMatch(id::startsWith);
  }
}
