package io.clinker.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeeperTest {
  @TempDir Path temporary;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Messages messages =
      new Messages(new PrintStream(said, true, StandardCharsets.UTF_8));
  private DataFolder folder;

  /** A part whose process makes a file and sleeps; it serves once the file is there. */
  private record SleepingPart(DataFolder folder, String script) implements Part {
    @Override
    public String name() {
      return "sleeper";
    }

    @Override
    public List<String> command() {
      return List.of("bash", "-c", script, folder.root().toString());
    }

    @Override
    public Map<String, String> environment() {
      return Map.of("PART_SETTING", "seldom");
    }

    @Override
    public Map<String, Integer> ports() {
      return Map.of();
    }

    @Override
    public void prepare() {}

    @Override
    public String missing() {
      return Files.exists(folder.root().resolve("up")) ? "" : "no file yet";
    }

    @Override
    public Duration startLimit() {
      return Duration.ofSeconds(60);
    }

    @Override
    public Duration unservedLimit() {
      return Duration.ofSeconds(1);
    }

    @Override
    public Duration stopLimit() {
      return Duration.ofSeconds(5);
    }
  }

  @BeforeEach
  void makeFolder() {
    folder = new DataFolder(temporary).create();
  }

  @AfterEach
  void endProcess() {
    keeper("touch \"$0/up\"; sleep 60; :").stop();
  }

  private Keeper keeper(String script) {
    return new Keeper(new SleepingPart(folder, script), folder, messages);
  }

  @Test
  void theNextLauncherAdoptsWhatRuns() throws Exception {
    Keeper first = keeper("touch \"$0/up\"; sleep 60; :");
    first.start();
    first.awaitReady();
    Keeper second = keeper("touch \"$0/up\"; sleep 60; :");
    second.adopt();
    assertThat(second.isAlive()).isTrue();
    assertThat(second.pid()).isEqualTo(first.pid());
    second.stop();
    assertThat(first.isAlive()).isFalse();
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("adopted").contains("stopped after");
  }

  @Test
  void aProcessWithOtherSettingsIsEnded() throws Exception {
    Keeper first = keeper("touch \"$0/up\"; sleep 60; :");
    first.start();
    first.awaitReady();
    Keeper other = keeper("touch \"$0/up\"; sleep 61; :");
    other.adopt();
    assertThat(other.isAlive()).isFalse();
    assertThat(first.isAlive()).isFalse();
  }

  @Test
  void oneThatLivesAndDoesNotServeIsEnded() throws Exception {
    Keeper keeper = keeper("touch \"$0/up\"; sleep 60; :");
    keeper.start();
    keeper.awaitReady();
    for (int looks = 0; looks < 30; looks++) {
      assertThat(keeper.endIfStuck()).as("while it serves").isFalse();
      Thread.sleep(50);
    }
    Files.delete(folder.root().resolve("up"));
    long begin = System.nanoTime();
    while (!keeper.endIfStuck()) {
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
      Thread.sleep(50);
    }
    assertThat(keeper.isAlive()).isFalse();
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("lives and has not served for")
        .contains("no file yet");

    keeper.start();
    keeper.awaitReady();
    assertThat(keeper.endIfStuck()).isFalse();
    assertThat(keeper.isAlive()).isTrue();
  }

  @Test
  void aProcessHasTheVariablesOfItsPart() throws Exception {
    Keeper keeper = keeper("echo \"$PART_SETTING\" > \"$0/setting\"; touch \"$0/up\"; sleep 60; :");
    keeper.start();
    keeper.awaitReady();
    assertThat(folder.root().resolve("setting")).hasContent("seldom");
  }

  @Test
  void aProcessInASessionOfItsOwn() throws Exception {
    Keeper keeper = keeper("touch \"$0/up\"; sleep 60; :");
    keeper.start();
    keeper.awaitReady();
    String stat = Files.readString(Path.of("/proc/" + keeper.pid() + "/stat"));
    String session = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3];
    assertThat(session).isEqualTo(Long.toString(keeper.pid()));
  }

  @Test
  void aProcessThatEndsWhileStartingShowsTheEndOfItsLog() throws Exception {
    Keeper keeper = keeper("echo the reason; exit 3");
    keeper.start();
    assertThatThrownBy(keeper::awaitReady)
        .isInstanceOf(LauncherException.class)
        .hasMessageContaining("sleeper ended while starting")
        .hasMessageContaining("the reason");
  }

  @Test
  void oneLauncherPerFolder() {
    try (LauncherLock held = LauncherLock.take(folder).orElseThrow()) {
      assertThat(LauncherLock.holder(folder).map(RunningProcess::pid))
          .contains(ProcessHandle.current().pid());
    }
    LauncherLock.take(folder).orElseThrow().close();
  }
}
