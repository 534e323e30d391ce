package io.clinker.node;

import io.clinker.driver.Driver;
import io.clinker.driver.PoolReport;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a backend for its space, on a thread of its own: one that hangs is waited for with a limit,
 * and no second one is sent after it. One thread calls it.
 */
final class Probe {
  private final String backend;
  private final Driver driver;
  private final Duration limit;
  private @Nullable FutureTask<List<PoolReport>> pending;

  Probe(String backend, Driver driver, Duration limit) {
    this.backend = backend;
    this.driver = driver;
    this.limit = limit;
  }

  /**
   * The pools.
   *
   * @throws ClinkerException as the driver says; BACKEND_UNAVAILABLE if it does not answer in time
   */
  List<PoolReport> pools() {
    FutureTask<List<PoolReport>> asked = pending;
    if (asked == null) {
      asked = new FutureTask<>(driver::pools);
      pending = asked;
      Thread.ofPlatform().daemon().name("probe-" + backend).start(asked);
    }
    try {
      List<PoolReport> answer = asked.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      pending = null;
      return answer;
    } catch (ExecutionException failed) {
      pending = null;
      if (failed.getCause() instanceof ClinkerException said) {
        throw said;
      }
      throw new ClinkerException(
          ErrorCode.INTERNAL, "the driver failed", Map.of("backend", backend), failed.getCause());
    } catch (TimeoutException silent) {
      throw new ClinkerException(
          ErrorCode.BACKEND_UNAVAILABLE, "the backend does not answer", Map.of("backend", backend));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ClinkerException(ErrorCode.BACKEND_UNAVAILABLE, "the node ends");
    }
  }
}
