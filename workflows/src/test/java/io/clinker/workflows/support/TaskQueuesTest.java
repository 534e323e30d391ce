package io.clinker.workflows.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.operations.Lane;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskQueuesTest {
  /** Backends are named as the configuration allows, hosts in any way. */
  @Test
  @Shows("E-11")
  void noTwoPlacesShareAQueue() {
    List<String> backends = List.of("a", "b", "a-long", "a.long", "engine", "backend", "host-1");
    List<String> hosts = List.of("a", "host-1", "long", "a/long", "a@b", "host-1@host-1");
    List<String> queues = new ArrayList<>(List.of(TaskQueues.ENGINE));
    for (String backend : backends) {
      for (Lane lane : Lane.values()) {
        queues.add(TaskQueues.backend(backend, lane));
        for (String host : hosts) {
          queues.add(TaskQueues.backend(backend, lane, host));
        }
      }
    }

    assertThat(queues).doesNotHaveDuplicates();
  }
}
