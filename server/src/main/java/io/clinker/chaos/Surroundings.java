package io.clinker.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one node sees of the world: its networks to database and engine, and its clock.
 *
 * @param settable null where libfaketime is not installed
 */
record Surroundings(TcpProxy database, TcpProxy engine, @Nullable SkewedClock settable)
    implements AutoCloseable {

  /**
   * Networks of its own to these ports.
   *
   * @param time the file that tells the node its time
   */
  static Surroundings of(int database, int engine, Path time) throws IOException {
    Optional<Path> library = SkewedClock.library();
    return new Surroundings(
        new TcpProxy(database),
        new TcpProxy(engine),
        library.isPresent() ? new SkewedClock(time, library.get()) : null);
  }

  /**
   * What makes a node use them: options of its JVM.
   *
   * @param schema of the database
   */
  List<String> options(String schema) {
    return List.of(
        "-Ddw.database.url=jdbc:mysql://127.0.0.1:%d/%s".formatted(database.port(), schema),
        "-Ddw.engine.address=127.0.0.1:" + engine.port());
  }

  /** What the node needs in its environment. */
  Map<String, String> environment() {
    SkewedClock clock = settable;
    return clock == null ? Map.of() : clock.environment();
  }

  SkewedClock clock() {
    SkewedClock clock = settable;
    if (clock == null) {
      throw new IllegalStateException("libfaketime (Debian package faketime) is not installed");
    }
    return clock;
  }

  @Override
  public void close() throws IOException {
    database.close();
    engine.close();
  }
}
