package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.operations.OperationKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeStatusTest {
  @ParameterizedTest
  @CsvSource({
    "available, '', available, detached",
    "available, error_attaching, available, detached",
    "available, reserved, reserved, reserved",
    "available, 'reserved,detaching', detaching, detaching",
    "available, 'detaching,attaching', attaching, attaching",
    "available, 'reserved,attaching,attached', in-use, attached",
    "in-use, '', available, detached",
    "error, attached, error, attached",
    "error_deleting, '', error_deleting, detached",
    "error_extending, attached, error_extending, attached"
  })
  void followsFromAttachments(String own, String attachments, String status, String attachStatus) {
    List<String> all = attachments.isEmpty() ? List.of() : List.of(attachments.split(","));
    assertThat(VolumeStatus.of(null, own, all))
        .isEqualTo(new VolumeStatus.Computed(status, attachStatus));
  }

  @Test
  void theHolderComesFirst() {
    assertThat(VolumeStatus.of(OperationKind.VOLUME_EXTEND, "available", List.of("attached")))
        .isEqualTo(new VolumeStatus.Computed("extending", "attached"));
  }
}
