package io.clinker.rules.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.LoggerFactory;

/** Everything that workflow code must not do. */
public final class BadWorkflow {
  static int counter;
  static final List<String> SEEN = new java.util.ArrayList<>();
  static final java.util.concurrent.ConcurrentMap<String, String> SHARED =
      new java.util.concurrent.ConcurrentHashMap<>();

  private BadWorkflow() {}

  static String clock() {
    return Instant.now() + " " + System.nanoTime();
  }

  static String dice() {
    return UUID.randomUUID().toString() + ThreadLocalRandom.current().nextInt();
  }

  static void thread() throws InterruptedException {
    Thread thread = new Thread(() -> counter++);
    thread.start();
    Thread.sleep(1);
  }

  static String file() throws IOException {
    return Files.readString(Path.of("/etc/hostname"));
  }

  static void log() {
    LoggerFactory.getLogger(BadWorkflow.class).info("again");
  }

  static synchronized void monitor() {
    counter++;
  }
}
