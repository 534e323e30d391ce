package io.clinker.drivers.simulator;

import java.util.concurrent.CompletableFuture;

/**
 * The way from a driver to its array. The future fails with a {@link
 * io.clinker.model.ClinkerException} as the array says, BACKEND_UNAVAILABLE if the array cannot
 * have got the call, OUTCOME_UNKNOWN if nobody knows. Giving up on the future does not call the
 * call back: it may still take effect later.
 */
interface ArrayLink extends AutoCloseable {
  CompletableFuture<ArrayAnswer> send(ArrayRequest request);

  @Override
  void close();
}
