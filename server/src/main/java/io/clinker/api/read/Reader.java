package io.clinker.api.read;

import org.jdbi.v3.core.Handle;

/** Runs reads on a connection; each statement sees what was committed before it. */
public interface Reader {
  /** Opens a connection for the work and gives it back. */
  <T> T read(Work<T> work);

  /** What is read. */
  @FunctionalInterface
  interface Work<T> {
    T run(Handle handle);
  }
}
