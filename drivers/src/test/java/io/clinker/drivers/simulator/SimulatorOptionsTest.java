package io.clinker.drivers.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import io.clinker.driver.Capability;
import io.clinker.driver.Driver;
import io.clinker.driver.DriverDescription;
import io.clinker.driver.DriverFactory;
import io.clinker.driver.FenceMechanism;
import io.clinker.driver.ForeignReference;
import io.clinker.driver.SerialSection;
import io.clinker.driver.VolumeSource;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SimulatorOptionsTest {
  private static final DriverFactory.BackendContext CONTEXT =
      new DriverFactory.BackendContext("simulated", "node-1");

  @Test
  void defaults() {
    assertThat(SimulatorOptions.parse(Map.of()))
        .isEqualTo(
            new SimulatorOptions(
                "simulator",
                null,
                "pool",
                Size.ofGibibytes(1024),
                true,
                Duration.ofSeconds(30),
                EnumSet.allOf(Capability.class),
                Set.of(),
                List.of(StorageProtocol.ISCSI, StorageProtocol.NBD),
                64));
  }

  @Test
  void everyKeyIsRead() {
    SimulatorOptions read =
        SimulatorOptions.parse(
            Map.of(
                "address",
                "http://127.0.0.1:9700",
                "pool",
                "gold",
                "capacity",
                7,
                "thin",
                false,
                "timeLimit",
                1.5,
                "without",
                List.of("REVERT", "MULTIATTACH"),
                "serialSections",
                List.of("COPY_OF_ONE_VOLUME"),
                "protocols",
                List.of("nbd"),
                "maximumConcurrency",
                2));
    assertThat(read.array()).isNull();
    assertThat(read.address()).isEqualTo(URI.create("http://127.0.0.1:9700"));
    assertThat(read.pool()).isEqualTo("gold");
    assertThat(read.capacity()).isEqualTo(Size.ofGibibytes(7));
    assertThat(read.thin()).isFalse();
    assertThat(read.timeLimit()).isEqualTo(Duration.ofMillis(1500));
    assertThat(read.capabilities()).doesNotContain(Capability.REVERT, Capability.MULTIATTACH);
    assertThat(read.capabilities()).hasSize(Capability.values().length - 2);
    assertThat(read.serialSections()).containsExactly(SerialSection.COPY_OF_ONE_VOLUME);
    assertThat(read.protocols()).containsExactly(StorageProtocol.NBD);
    assertThat(read.maximumConcurrency()).isEqualTo(2);
    assertThat(SimulatorOptions.parse(Map.of("array", "mine")).array()).isEqualTo("mine");
  }

  static List<Arguments> badValues() {
    return List.of(
        Arguments.of("array", "a b"),
        Arguments.of("address", "ftp://somewhere"),
        Arguments.of("address", "http:// no"),
        Arguments.of("pool", ""),
        Arguments.of("capacity", 0),
        Arguments.of("thin", "yes"),
        Arguments.of("timeLimit", "long"),
        Arguments.of("timeLimit", -1),
        Arguments.of("without", "REVERT"),
        Arguments.of("without", List.of("FLYING")),
        Arguments.of("serialSections", List.of("ALL")),
        Arguments.of("protocols", List.of("smoke")),
        Arguments.of("maximumConcurrency", 0),
        Arguments.of("unheardOf", 1));
  }

  @ParameterizedTest
  @MethodSource("badValues")
  void aBadValueIsNamed(String key, Object value) {
    ClinkerException thrown =
        catchThrowableOfType(
            ClinkerException.class, () -> SimulatorOptions.parse(Map.of(key, value)));
    assertThat(thrown.code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(thrown.facts()).containsEntry("key", key).containsKeys("value", "allowed");
  }

  @Test
  void arrayAndAddressExcludeEachOther() {
    ClinkerException thrown =
        catchThrowableOfType(
            ClinkerException.class,
            () ->
                SimulatorOptions.parse(
                    Map.of("array", "mine", "address", "http://127.0.0.1:9700")));
    assertThat(thrown.facts()).containsEntry("key", "array");
  }

  @Test
  void theFactoryIsFoundAndSharesArraysByName() {
    DriverFactory factory =
        ServiceLoader.load(DriverFactory.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(found -> found.driver().equals("simulator"))
            .findFirst()
            .orElseThrow();
    Driver first = factory.create(CONTEXT, Map.of("array", "one", "capacity", 5));
    Driver second = factory.create(CONTEXT, Map.of("array", "one", "pool", "other"));
    Driver third = factory.create(CONTEXT, Map.of("array", "two"));
    Bench.volume((SimulatorDriver) first);
    assertThat(first.inventory().volumes()).hasSize(1);
    assertThat(first.pools().getFirst().total()).isEqualTo(Size.ofGibibytes(5));
    assertThat(second.inventory().volumes()).isEmpty();
    assertThat(third.inventory().volumes()).isEmpty();
  }

  @Test
  void theDescriptionSaysWhatTheOptionsSay() {
    DriverDescription description =
        new SimulatorFactory()
            .create(
                CONTEXT, Map.of("without", List.of("THIN"), "protocols", List.of("nbd", "iscsi")))
            .description();
    assertThat(description.driver()).isEqualTo("simulator");
    assertThat(description.capabilities()).doesNotContain(Capability.THIN);
    assertThat(description.fenceMechanism()).isEqualTo(FenceMechanism.OWNER_PROCESS);
    assertThat(description.defaultProtocol()).isEqualTo(StorageProtocol.NBD);
    assertThat(description.protocols()).containsExactly(StorageProtocol.NBD, StorageProtocol.ISCSI);
    assertThat(description.hostBound()).isFalse();
  }

  @Test
  void everyCallBearsTheNameOfItsJsonForm() {
    VolumeId volume = VolumeId.random();
    SnapshotId snapshot = SnapshotId.random();
    ForeignReference reference = ForeignReference.named("any");
    AttachmentId attachment = AttachmentId.random();
    List<ArrayCall> calls =
        List.of(
            new ArrayCall.Seal(List.of(volume.ref())),
            new ArrayCall.CreateVolume(volume, Bench.SIZE, new VolumeSource.OfVolume(volume)),
            new ArrayCall.DeleteVolume(volume),
            new ArrayCall.ExtendVolume(volume, Bench.SIZE),
            new ArrayCall.CreateSnapshot(snapshot, volume),
            new ArrayCall.DeleteSnapshot(snapshot, volume),
            new ArrayCall.RevertVolume(volume, snapshot),
            new ArrayCall.ManageVolume(volume, reference),
            new ArrayCall.GiveBackVolume(volume),
            new ArrayCall.UnmanageVolume(volume),
            new ArrayCall.ManageSnapshot(snapshot, volume, reference),
            new ArrayCall.GiveBackSnapshot(snapshot, volume),
            new ArrayCall.UnmanageSnapshot(snapshot, volume),
            new ArrayCall.FindManageable(volume, reference),
            new ArrayCall.ManageableVolumes(),
            new ArrayCall.ManageableSnapshots(),
            new ArrayCall.Connect(Bench.connect(attachment, volume)),
            new ArrayCall.Disconnect(attachment, volume),
            new ArrayCall.RestoreExports(List.of()),
            new ArrayCall.Sweep(5),
            new ArrayCall.ObserveVolume(volume),
            new ArrayCall.ObserveSnapshot(snapshot),
            new ArrayCall.ListPools(),
            new ArrayCall.ListAll());
    assertThat(calls).hasSize(ArrayCall.class.getAnnotation(JsonSubTypes.class).value().length);
    for (ArrayCall call : calls) {
      String json = ArrayJson.write(call);
      assertThat(json).contains("\"call\":\"" + call.word() + "\"");
      assertThat(ArrayJson.read(json, ArrayCall.class)).isEqualTo(call);
    }
  }
}
