package io.clinker.chaos;

import java.time.Duration;

/** The id of what a request made, told by the thread that asked. */
final class Made {
  private volatile String id = "";

  void set(String made) {
    id = made;
  }

  /** Empty as long as the request was not answered. */
  String get() {
    return id;
  }

  /** The id, which is there as soon as the request was answered. */
  String await() {
    Waiting.until(() -> !id.isEmpty(), Duration.ofSeconds(20), Duration.ofMillis(5));
    return id;
  }
}
