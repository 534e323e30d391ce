package io.clinker.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which sequences of statuses the catalogue explains. */
final class SerialOrderTest {
  private static final Deed CREATE = deed("volume-create", 0, 10, null);
  private static final Deed DELETE = deed("volume-delete", 100, 110, null);

  @Test
  void explainsALifeFromCreateToDelete() {
    assertThat(
            unexplained(
                List.of(CREATE, DELETE),
                sight("creating", 11, 12),
                sight("available", 13, 14),
                sight("deleting", 111, 112),
                sight("gone", 113, 114)))
        .isNull();
  }

  @Test
  void knowsThatAnAcceptedDeleteIsNotForgotten() {
    assertThat(unexplained(List.of(CREATE, DELETE), sight("creating", 111, 112))).isNotNull();
  }

  @Test
  void knowsThatWhatIsGoneStaysGone() {
    assertThat(
            unexplained(
                List.of(CREATE, DELETE), sight("gone", 111, 112), sight("deleting", 113, 114)))
        .isNotNull();
  }

  @Test
  void letsADeleteTakeOverFromACreate() {
    assertThat(
            unexplained(
                List.of(CREATE, deed("volume-delete", 20, 30, null)),
                sight("creating", 11, 12),
                sight("deleting", 31, 32),
                sight("gone", 40, 41)))
        .isNull();
  }

  @Test
  void letsSightsAtTheSameTimeBeInAnyOrder() {
    assertThat(unexplained(List.of(CREATE), sight("available", 11, 20), sight("creating", 10, 21)))
        .isNull();
  }

  @Test
  void knowsThatNobodyAttachedTheVolume() {
    assertThat(unexplained(List.of(CREATE), sight("available", 11, 12), sight("in-use", 13, 14)))
        .isNotNull();
  }

  @Test
  void letsAttachmentsGiveTheVolumeItsStatus() {
    SerialOrder order =
        new SerialOrder(List.of(CREATE), List.of(new SerialOrder.Attached("in-use", 12)));
    assertThat(
            order.unexplained(
                List.of(
                    sight("available", 11, 12),
                    sight("in-use", 20, 21),
                    sight("available", 30, 31))))
        .isNull();
  }

  private static History.Sight unexplained(List<Deed> deeds, History.Sight... sights) {
    return new SerialOrder(deeds, List.of()).unexplained(List.of(sights));
  }

  private static History.Sight sight(String status, long begin, long end) {
    return new History.Sight("volume/v", status, begin, end);
  }

  private static Deed deed(String kind, long begin, long end, String detail) {
    return Deed.onItsResource(
        new History.Call(
            kind,
            "volume/v",
            "v",
            detail,
            begin,
            end,
            History.Outcome.ACCEPTED,
            202,
            List.of(),
            null));
  }
}
