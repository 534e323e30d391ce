package io.clinker.drivers.rbd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What keeps an image from being taken over. */
class CandidateTest {
  private static final String KILLED = "127.0.0.1:0/1";
  private static final String ALIVE = "127.0.0.1:0/2";

  @Test
  void aClientThatIsShutOutKeepsNobodyFromTheImage() {
    assertThat(open(KILLED).flaw("volumes")).contains("clients have it open: " + KILLED);
    assertThat(open(KILLED).without(Set.of(KILLED)).flaw("volumes")).isEmpty();
    assertThat(open(KILLED, ALIVE).without(Set.of(KILLED)).flaw("volumes"))
        .contains("clients have it open: " + ALIVE);
  }

  private static Candidate open(String... clients) {
    return new Candidate(
        "disk",
        null,
        new Image("1", "disk", 4096, Map.of(), List.of(), 0),
        List.of(clients),
        null,
        false,
        false,
        false,
        false);
  }
}
