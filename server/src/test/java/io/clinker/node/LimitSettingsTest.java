package io.clinker.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clinker.driver.DriverDescription;
import io.clinker.driver.FenceMechanism;
import io.clinker.driver.SerialSection;
import io.clinker.model.ClinkerException;
import io.clinker.model.StorageProtocol;
import io.clinker.steps.CallLimits;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LimitSettingsTest {
  private static final Duration SILENCE = Duration.ofMinutes(5);

  @Test
  void theDriverDecidesWhatTheConfigurationLeavesOpen() {
    assertThat(LimitSettings.OF_DRIVER.of(driver(16)))
        .isEqualTo(new CallLimits(16, 8, 7, 0, SILENCE));
    assertThat(LimitSettings.OF_DRIVER.of(driver(1)))
        .isEqualTo(new CallLimits(1, 1, 1, 0, SILENCE));
  }

  @Test
  void aDriverThatBearsNoTwoCallsIsGivenOneOfAllNodes() {
    assertThat(LimitSettings.OF_DRIVER.of(driver(16, SerialSection.EVERY_CALL)))
        .isEqualTo(new CallLimits(1, 1, 1, 1, SILENCE));
  }

  @Test
  void theConfigurationMayAllowLess() {
    assertThat(new LimitSettings(8, 3, 2, 1, SILENCE).of(driver(16)))
        .isEqualTo(new CallLimits(3, 2, 1, 3, SILENCE));
  }

  @Test
  void theConfigurationMayNotAllowMore() {
    assertThat(refused(new LimitSettings(17, 0, 0, 0, SILENCE), driver(16)).facts())
        .containsEntry("key", "limits.calls")
        .containsEntry("allowed", "at most what the driver bears, which is 16");
    assertThat(
            refused(new LimitSettings(0, 2, 0, 0, SILENCE), driver(16, SerialSection.EVERY_CALL))
                .facts())
        .containsEntry("key", "limits.callsOfAllNodes");
    assertThat(refused(new LimitSettings(4, 0, 5, 0, SILENCE), driver(16)).facts())
        .containsEntry("key", "limits.longCalls");
  }

  private static ClinkerException refused(LimitSettings settings, DriverDescription driver) {
    return catchThrowableOfType(ClinkerException.class, () -> settings.of(driver));
  }

  private static DriverDescription driver(int calls, SerialSection... sections) {
    return new DriverDescription(
        "test",
        "test",
        "1",
        Set.of(),
        Set.of(sections),
        FenceMechanism.OWNER_PROCESS,
        StorageProtocol.NBD,
        Set.of(StorageProtocol.NBD),
        calls,
        false);
  }
}
