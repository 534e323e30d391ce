package io.clinker.drivers.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.contract.Turn;
import io.clinker.driver.Driver;
import io.clinker.driver.DriverFactory.BackendContext;
import io.clinker.driver.VolumeSource;
import io.clinker.model.Size;
import io.clinker.model.VolumeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** What is made when it is first needed is made by several nodes at once. */
class FirstUseTest {
  private static final int CALLS = 20;

  @TempDir Path parent;

  @RepeatedTest(3)
  @Shows("G-6")
  void twentyFirstCallsOfFourNodesFindOneBackend() throws Exception {
    Path directory = Files.createDirectory(parent.resolve("backend"));
    List<Driver> nodes = new ArrayList<>();
    for (int number = 0; number < 4; number++) {
      nodes.add(
          new FileDriverFactory()
              .create(
                  new BackendContext("files", "host-" + number),
                  Map.of("directory", directory.toString())));
    }
    // All in the first of the folders that objects are spread over.
    CyclicBarrier together = new CyclicBarrier(CALLS);
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int number = 0; number < CALLS; number++) {
      Driver driver = nodes.get(number % nodes.size());
      VolumeId volume = new VolumeId("00" + VolumeId.random().value().substring(2));
      calls.add(
          () -> {
            together.await();
            driver.createVolume(
                Turn.of(1, volume.ref()), volume, Size.ofGibibytes(1), new VolumeSource.Blank());
            return driver.observeVolume(volume).isPresent();
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(CALLS)) {
      for (Future<Boolean> call : threads.invokeAll(calls)) {
        assertThat(call.get()).isTrue();
      }
    }

    assertThat(nodes.getFirst().inventory().volumes()).hasSize(CALLS);
    assertThat(nodes.getFirst().inventory().strays()).isEmpty();
    nodes.forEach(Driver::close);
  }
}
