package io.clinker.export.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.exec.CommandRunner;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

class TgtDaemonTest {
  private static final int AT_ONCE = 8;

  @TempDir private Path directory;

  @RepeatedTest(5)
  void ofManyWhoStartItAtOnceNobodyKeepsThePortFromIt() throws Exception {
    IscsiOptions options = IscsiOptions.loopback(directory);
    TgtDaemon daemon = new TgtDaemon(options, new CommandRunner());
    CyclicBarrier all = new CyclicBarrier(AT_ONCE);
    List<Callable<Void>> starts =
        IntStream.range(0, AT_ONCE)
            .<Callable<Void>>mapToObj(
                index ->
                    () -> {
                      all.await();
                      // An object for each, as processes of their own would have.
                      new TgtDaemon(options, new CommandRunner()).ensure();
                      return null;
                    })
            .toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      for (Future<Void> started : threads.invokeAll(starts)) {
        started.get();
      }
      assertThat(daemon.admin().portals())
          .containsExactly(options.listenAddress() + ":" + daemon.port());
    } finally {
      daemon.end();
    }
  }
}
