package io.clinker.drivers.simulator;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The way to an array in the same process; a call runs on a thread of its own. */
final class LocalLink implements ArrayLink {
  private final SimulatorArray array;

  LocalLink(SimulatorArray array) {
    this.array = array;
  }

  @Override
  public CompletableFuture<ArrayAnswer> send(ArrayRequest request) {
    CompletableFuture<ArrayAnswer> pending = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("simulator " + request.call().word())
        .start(() -> run(request, pending));
    return pending;
  }

  private void run(ArrayRequest request, CompletableFuture<ArrayAnswer> pending) {
    try {
      pending.complete(array.call(request));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      pending.completeExceptionally(
          new ClinkerException(ErrorCode.OUTCOME_UNKNOWN, "The call was interrupted", Map.of(), e));
    } catch (RuntimeException e) {
      pending.completeExceptionally(e);
    }
  }

  @Override
  public void close() {
    // The array belongs to whoever made it.
  }
}
