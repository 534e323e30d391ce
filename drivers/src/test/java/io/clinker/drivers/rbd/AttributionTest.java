package io.clinker.drivers.rbd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which clients go with an attachment, which stay, and when nobody can tell. */
class AttributionTest {
  private static final String FIRST = "192.0.2.1:0/11";
  private static final String SECOND = "192.0.2.2:0/22";
  private static final String THIRD = "[2001:db8::3]:0/33";

  @Test
  void withoutAnotherAttachmentAllGo() {
    assertThat(of(List.of(FIRST, THIRD), "10.0.0.9")).isEqualTo(leaving(FIRST, THIRD));
    assertThat(of(List.of(), "10.0.0.9")).isEqualTo(leaving());
  }

  @Test
  void knownAddressesDecide() {
    assertThat(of(List.of(FIRST, SECOND), "192.0.2.1", "192.0.2.2")).isEqualTo(leaving(FIRST));
    assertThat(of(List.of(THIRD, SECOND), "2001:db8::3", "192.0.2.2")).isEqualTo(leaving(THIRD));
  }

  @Test
  void aHostWithAnotherAttachmentStays() {
    assertThat(of(List.of(FIRST), "192.0.2.1", "192.0.2.1")).isEqualTo(leaving());
    assertThat(of(List.of(FIRST, SECOND), "192.0.2.1", "192.0.2.1", "192.0.2.2"))
        .isEqualTo(leaving());
  }

  @Test
  void unknownClientsAreOthersIfThereAreEnoughOfThose() {
    assertThat(of(List.of(SECOND), "10.0.0.1", "10.0.0.2")).isEqualTo(leaving());
    assertThat(of(List.of(SECOND), "10.0.0.1", (String) null)).isEqualTo(leaving());
    assertThat(of(List.of(FIRST, SECOND), "192.0.2.1", (String) null)).isEqualTo(leaving(FIRST));
    assertThat(of(List.of(FIRST, SECOND), null, "10.0.0.2", "10.0.0.3")).isEqualTo(leaving());
  }

  @Test
  void moreUnknownClientsThanOthersMayBeTheOnesThatShouldGo() {
    assertThat(of(List.of(FIRST, SECOND), "10.0.0.1", "10.0.0.2"))
        .isEqualTo(unclear(List.of(), FIRST, SECOND));
    assertThat(of(List.of(FIRST, SECOND), null, "192.0.2.2")).isEqualTo(unclear(List.of(), FIRST));
    assertThat(of(List.of(FIRST, SECOND, THIRD), "192.0.2.1", "192.0.2.2"))
        .isEqualTo(unclear(List.of(FIRST), THIRD));
    assertThat(of(List.of(FIRST, SECOND, THIRD), null, null, "192.0.2.3"))
        .isEqualTo(unclear(List.of(), FIRST, SECOND, THIRD));
  }

  private static Attribution of(List<String> clients, String address, String... others) {
    return Attribution.of(
        clients,
        Optional.ofNullable(address),
        java.util.Arrays.stream(others).map(Optional::ofNullable).toList());
  }

  private static Attribution leaving(String... clients) {
    return new Attribution(List.of(clients), List.of());
  }

  private static Attribution unclear(List<String> leaving, String... unknown) {
    return new Attribution(leaving, List.of(unknown));
  }
}
