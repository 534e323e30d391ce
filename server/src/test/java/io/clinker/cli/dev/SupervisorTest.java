package io.clinker.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
  @TempDir private Path temporary;

  /** Serves at once and sleeps. */
  private record SleepingPart(DataFolder folder) implements Part {
    @Override
    public String name() {
      return "sleeper";
    }

    @Override
    public List<String> command() {
      return List.of("bash", "-c", "sleep 60; :", folder.root().toString());
    }

    @Override
    public Map<String, Integer> ports() {
      return Map.of();
    }

    @Override
    public void prepare() {}

    @Override
    public String missing() {
      return "";
    }

    @Override
    public Duration startLimit() {
      return Duration.ofSeconds(60);
    }

    @Override
    public Duration stopLimit() {
      return Duration.ofSeconds(5);
    }
  }

  /** As it is with a class whose archive was written anew under the process. */
  private static PrintStream failsAt(String text) {
    return new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8) {
      @Override
      public void println(String line) {
        if (String.valueOf(line).contains(text)) {
          throw new NoClassDefFoundError("io/clinker/Gone");
        }
      }
    };
  }

  @Test
  void whoWaitsForTheEndIsToldAlsoWhenItFails() throws Exception {
    DataFolder folder = new DataFolder(temporary).create();
    Supervisor supervisor =
        new Supervisor(
            folder, List.of(new SleepingPart(folder)), new Messages(failsAt("stopped after")));
    CountDownLatch ready = new CountDownLatch(1);
    Thread running =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    supervisor.run(ready::countDown);
                  } catch (Exception | Error expected) {
                    return;
                  }
                });
    assertThat(ready.await(60, TimeUnit.SECONDS)).isTrue();

    Thread stopping = Thread.ofPlatform().start(supervisor::stop);

    assertThat(stopping.join(Duration.ofSeconds(20))).isTrue();
    assertThat(running.join(Duration.ofSeconds(20))).isTrue();
    assertThat(new Keeper(new SleepingPart(folder), folder, new Messages(System.out)).left())
        .isEmpty();
  }
}
