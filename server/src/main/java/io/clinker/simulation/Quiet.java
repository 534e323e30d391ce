package io.clinker.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Keeps silent what is logged about thousands of faults that are wanted. */
final class Quiet implements AutoCloseable {
  private static final List<String> LOUD = List.of("io.clinker", "io.temporal", "io.grpc");

  private final Map<Logger, @Nullable Level> before = new HashMap<>();

  Quiet() {
    for (String name : LOUD) {
      if (LoggerFactory.getLogger(name) instanceof Logger logger) {
        before.put(logger, logger.getLevel());
        logger.setLevel(Level.OFF);
      }
    }
  }

  @Override
  public void close() {
    before.forEach(Logger::setLevel);
  }
}
