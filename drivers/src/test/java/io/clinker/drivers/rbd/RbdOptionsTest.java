package io.clinker.drivers.rbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clinker.driver.Driver;
import io.clinker.driver.DriverDescription;
import io.clinker.driver.DriverFactory;
import io.clinker.driver.FenceMechanism;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.StorageProtocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RbdOptionsTest {
  @Test
  void onlyThePoolIsRequired() {
    assertThat(RbdOptions.parse(Map.of("pool", "volumes")))
        .isEqualTo(
            new RbdOptions(
                "volumes",
                "clinker",
                "ceph",
                Path.of("/etc/ceph/ceph.conf"),
                Optional.empty(),
                Optional.empty(),
                Path.of("/usr/bin/python3"),
                8,
                true,
                true,
                true,
                5,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofHours(12),
                Duration.ZERO,
                4,
                Duration.ofDays(7)));
  }

  @Test
  void everyKeyIsTaken() {
    Map<String, Object> options = new HashMap<>();
    options.put("pool", "fast");
    options.put("user", "cinder");
    options.put("cluster", "north");
    options.put("conf", "/etc/ceph/north.conf");
    options.put("keyring", "/etc/ceph/north.client.cinder.keyring");
    options.put("secretUuid", "457eb676-33da-42ec-9a8c-9293d545c337");
    options.put("python", "/opt/python/bin/python3");
    options.put("maximumConcurrency", 3);
    options.put("tokenLog", false);
    options.put("discard", false);
    options.put("cutHosts", false);
    options.put("maximumCloneDepth", 0);
    options.put("connectLimit", "PT1S");
    options.put("callLimit", "PT2S");
    options.put("copyLimit", "PT1H");
    options.put("trashAge", "P1D");
    options.put("purgeParallelism", 1);
    options.put("tombstoneAge", "P30D");

    assertThat(RbdOptions.parse(options))
        .isEqualTo(
            new RbdOptions(
                "fast",
                "cinder",
                "north",
                Path.of("/etc/ceph/north.conf"),
                Optional.of(Path.of("/etc/ceph/north.client.cinder.keyring")),
                Optional.of("457eb676-33da-42ec-9a8c-9293d545c337"),
                Path.of("/opt/python/bin/python3"),
                3,
                false,
                false,
                false,
                0,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofHours(1),
                Duration.ofDays(1),
                1,
                Duration.ofDays(30)));
  }

  @ParameterizedTest
  @CsvSource({
    "pool, a/b",
    "pool, ",
    "user, a b",
    "cluster, ../x",
    "conf, ceph.conf",
    "keyring, relative",
    "secretUuid, secret",
    "python, python3",
    "maximumConcurrency, many",
    "tokenLog, perhaps",
    "discard, perhaps",
    "cutHosts, perhaps",
    "maximumCloneDepth, 17",
    "connectLimit, PT0.5S",
    "callLimit, soon",
    "copyLimit, PT0S",
    "trashAge, -PT1S",
    "purgeParallelism, 0",
    "tombstoneAge, 7",
    "colour, blue",
  })
  void aBadValueIsNamedWithWhatIsAllowed(String key, @Nullable String value) {
    Map<String, Object> options = new HashMap<>(Map.of("pool", "volumes"));
    options.put(key, value);

    ClinkerException refused =
        catchThrowableOfType(ClinkerException.class, () -> RbdOptions.parse(options));

    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(refused.facts())
        .containsEntry("key", key)
        .containsEntry("value", String.valueOf(value))
        .containsKey("allowed");
  }

  @Test
  void theFactoryTouchesNoCluster() {
    DriverFactory factory =
        ServiceLoader.load(DriverFactory.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(one -> one.driver().equals("rbd"))
            .findFirst()
            .orElseThrow();

    try (Driver driver =
        factory.create(
            new DriverFactory.BackendContext("ceph", "host-1"),
            Map.of("pool", "volumes", "conf", "/nowhere/ceph.conf"))) {
      DriverDescription description = driver.description();
      assertThat(description.fenceMechanism()).isEqualTo(FenceMechanism.HARD_FENCE);
      assertThat(description.protocols()).containsExactly(StorageProtocol.RBD);
      assertThat(description.serialSections()).isEmpty();
      assertThat(description.hostBound()).isFalse();
    }
  }
}
