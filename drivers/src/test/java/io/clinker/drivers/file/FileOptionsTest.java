package io.clinker.drivers.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clinker.driver.Driver;
import io.clinker.driver.DriverFactory;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.StorageProtocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileOptionsTest {
  @Test
  void onlyTheDirectoryIsRequired() {
    FileOptions options = FileOptions.parse(Map.of("directory", "/srv/volumes"));

    assertThat(options)
        .isEqualTo(
            new FileOptions(
                Path.of("/srv/volumes"),
                "raw",
                StorageProtocol.NBD,
                "default",
                16,
                true,
                true,
                Duration.ofHours(12),
                Duration.ofMinutes(10),
                Duration.ofDays(7),
                new ExportOptions(
                    Path.of("/srv/volumes/exports"),
                    "127.0.0.1",
                    "127.0.0.1",
                    "tls",
                    20000,
                    29999,
                    0)));
  }

  @Test
  void everyKeyIsTaken() {
    Map<String, Object> options = new HashMap<>();
    options.put("directory", "/srv/volumes");
    options.put("format", "qcow2");
    options.put("protocol", "iSCSI");
    options.put("pool", "fast");
    options.put("maximumConcurrency", 4);
    options.put("tokenLog", false);
    options.put("sync", false);
    options.put("copyLimit", "PT1H");
    options.put("layerGrace", "PT1M");
    options.put("tombstoneAge", "P1D");
    options.put(
        "exports",
        Map.of(
            "directory", "/run/clinker",
            "listenAddress", "0.0.0.0",
            "advertiseAddress", "192.0.2.7",
            "nbdTransport", "unix",
            "nbdPorts", "1000-2000",
            "iscsiPort", 3260));

    assertThat(FileOptions.parse(options))
        .isEqualTo(
            new FileOptions(
                Path.of("/srv/volumes"),
                "qcow2",
                StorageProtocol.ISCSI,
                "fast",
                4,
                false,
                false,
                Duration.ofHours(1),
                Duration.ofMinutes(1),
                Duration.ofDays(1),
                new ExportOptions(
                    Path.of("/run/clinker"), "0.0.0.0", "192.0.2.7", "unix", 1000, 2000, 3260)));
  }

  @Test
  void hostsAreToldTheAddressListenedOnUnlessAnotherIsGiven() {
    ExportOptions options =
        ExportOptions.parse(Path.of("/b"), Map.of("listenAddress", "192.0.2.7"));

    assertThat(options.advertiseAddress()).isEqualTo("192.0.2.7");
  }

  @ParameterizedTest
  @CsvSource({
    "directory, relative/path",
    "directory, ",
    "format, vmdk",
    "protocol, fc",
    "pool, a/b",
    "maximumConcurrency, many",
    "tokenLog, perhaps",
    "sync, perhaps",
    "copyLimit, soon",
    "layerGrace, -PT1S",
    "tombstoneAge, 7",
    "exports, none",
    "colour, blue",
  })
  void aBadValueIsNamedWithWhatIsAllowed(String key, @Nullable String value) {
    Map<String, Object> options = new HashMap<>(Map.of("directory", "/srv/volumes"));
    options.put(key, value == null ? "" : value);

    refused(options, key);
  }

  @ParameterizedTest
  @CsvSource({
    "directory, relative",
    "listenAddress, 'a b'",
    "advertiseAddress, ''",
    "nbdTransport, http",
    "nbdPorts, 2000-1000",
    "nbdPorts, 70000-70001",
    "nbdPorts, all",
    "iscsiPort, high",
    "colour, blue",
  })
  void aBadValueOfTheExportsIsNamedToo(String key, String value) {
    refused(Map.of("directory", "/srv/volumes", "exports", Map.of(key, value)), "exports." + key);
  }

  @Test
  void theDirectoryCannotBeLeftOut() {
    refused(Map.of(), "directory");
  }

  @Test
  void theFactoryIsFoundAndDoesNotTouchTheStorage() {
    List<DriverFactory> factories =
        StreamSupport.stream(ServiceLoader.load(DriverFactory.class).spliterator(), false)
            .filter(factory -> factory.driver().equals("file"))
            .toList();

    assertThat(factories).hasSize(1);
    try (Driver driver =
        factories
            .getFirst()
            .create(
                new DriverFactory.BackendContext("b", "h"),
                Map.of("directory", "/nowhere/at/all"))) {
      assertThat(driver.description().driver()).isEqualTo("file");
      assertThat(catchThrowableOfType(ClinkerException.class, driver::pools).code())
          .isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
    }
  }

  private static void refused(Map<String, Object> options, String key) {
    ClinkerException refused =
        catchThrowableOfType(ClinkerException.class, () -> FileOptions.parse(options));

    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(refused.facts()).containsEntry("key", key).containsKeys("value", "allowed");
  }
}
