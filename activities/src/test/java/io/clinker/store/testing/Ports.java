package io.clinker.store.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports of loopback, below the range from which the kernel hands out ports by itself: the
 * Temporal server takes some of those for its inner services while it starts. None is given twice
 * in this process, since it may be long before somebody listens on it. Two processes of one run of
 * the tests draw from different ranges.
 */
public final class Ports {
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();
  private static final int COUNT = 7_500;
  private static final int FIRST = 15_000 + Integer.getInteger("clinker.fork", 1) % 2 * COUNT;

  private Ports() {}

  public static int free() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, FIRST + COUNT);
      if (!GIVEN.add(port)) {
        continue;
      }
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (BindException taken) {
        // Another one, then.
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
