package io.clinker.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders lie over the configuration, narrow ones over wide ones, and leave it behind unchanged. */
class LogLevelsTest {
  private final LoggerContext loggers = new LoggerContext();

  @BeforeEach
  void configured() {
    loggers.getLogger("ROOT").setLevel(Level.INFO);
    loggers.getLogger("io.temporal").setLevel(Level.WARN);
  }

  @Test
  void theConfigurationIsInForceFirst() {
    assertThat(new LogLevels(loggers).follow(Map.of()))
        .isEqualTo(Map.of("", "INFO", "io.temporal", "WARNING"));
  }

  @Test
  void aWideOrderCoversWhatLiesBelowAndANarrowOneLiesOverIt() {
    LogLevels levels = new LogLevels(loggers);

    assertThat(levels.follow(Map.of("", "ERROR"))).isEqualTo(Map.of("", "ERROR"));
    assertThat(loggers.getLogger("io.temporal.client").getEffectiveLevel()).isEqualTo(Level.ERROR);
    assertThat(levels.follow(Map.of("io", "WARNING", "io.clinker.node", "DEBUG")))
        .isEqualTo(Map.of("", "INFO", "io", "WARNING", "io.clinker.node", "DEBUG"));
    assertThat(loggers.getLogger("io.clinker.node.Node").isDebugEnabled()).isTrue();
    assertThat(loggers.getLogger("io.clinker.nodes").isDebugEnabled()).isFalse();
  }

  @Test
  void anOrderThatIsNoLongerGivenLeavesTheConfiguration() {
    LogLevels levels = new LogLevels(loggers);
    levels.follow(Map.of("", "ERROR", "io.clinker", "DEBUG"));

    assertThat(levels.follow(Map.of())).isEqualTo(Map.of("", "INFO", "io.temporal", "WARNING"));
  }

  @Test
  void whatAnotherHandHasSetStaysUntilAnOrderChanges() {
    LogLevels levels = new LogLevels(loggers);
    levels.follow(Map.of("io.clinker", "DEBUG"));
    loggers.getLogger("org").setLevel(Level.TRACE);

    assertThat(levels.follow(Map.of("io.clinker", "DEBUG"))).containsEntry("org", "TRACE");
    assertThat(levels.follow(Map.of("io.clinker", "ERROR"))).doesNotContainKey("org");
  }
}
