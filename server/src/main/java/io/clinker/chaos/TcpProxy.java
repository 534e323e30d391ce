package io.clinker.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The network between a client and a server, or several that serve alike: forwards connections and
 * does to them what its condition says. What stood still is delivered late when the condition ends,
 * as a network does that sends again. May be used from any thread.
 */
public final class TcpProxy implements AutoCloseable {
  private static final int CHUNK = 16 * 1024;
  private static final Duration CONNECT = Duration.ofSeconds(2);

  private final List<Integer> targets;
  private final AtomicInteger turns = new AtomicInteger();
  private final ServerSocket server;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private volatile State state = new State(Condition.GOOD);

  /**
   * How the network is.
   *
   * @param resets every connection is broken and none can be made
   * @param requestsStand what the node sends does not arrive
   * @param repliesStand what the server sends does not arrive
   * @param delay how much later everything arrives, each way
   */
  record Condition(boolean resets, boolean requestsStand, boolean repliesStand, Duration delay) {
    static final Condition GOOD = new Condition(false, false, false, Duration.ZERO);
    static final Condition RESET = new Condition(true, false, false, Duration.ZERO);
    static final Condition CUT = new Condition(false, true, true, Duration.ZERO);
    static final Condition REQUESTS_STAND = new Condition(false, true, false, Duration.ZERO);
    static final Condition REPLIES_STAND = new Condition(false, false, true, Duration.ZERO);

    static Condition slow(Duration delay) {
      return new Condition(false, false, false, delay);
    }
  }

  private enum Direction {
    REQUESTS,
    REPLIES
  }

  private record State(Condition condition, CountDownLatch over) {
    State(Condition condition) {
      this(condition, new CountDownLatch(1));
    }

    boolean stands(Direction direction) {
      return switch (direction) {
        case REQUESTS -> condition.requestsStand();
        case REPLIES -> condition.repliesStand();
      };
    }
  }

  /** Forwards from a free port of the loopback interface to this one. */
  TcpProxy(int target) throws IOException {
    this(List.of(target));
  }

  /** The same to these by turns; who takes no connection is passed over. */
  public TcpProxy(List<Integer> targets) throws IOException {
    this.targets = List.copyOf(targets);
    this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("proxy-" + port()).start(this::accept);
  }

  /** Where clients connect to. */
  public int port() {
    return server.getLocalPort();
  }

  /** From now on the network is so. */
  void set(Condition condition) {
    State before = state;
    state = new State(condition);
    before.over().countDown();
    if (condition.resets()) {
      open.forEach(this::end);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket node = server.accept();
        Thread.ofVirtual().start(() -> connect(node));
      } catch (IOException closed) {
        // The next look at the server socket tells whether that was the end.
        continue;
      }
    }
  }

  /** Both sides of one connection; it is over when both directions have ended. */
  private record Connection(Socket node, Socket server, AtomicInteger ended) {
    void reset() {
      TcpProxy.reset(node);
      TcpProxy.reset(server);
    }
  }

  private void connect(Socket node) {
    Optional<Socket> taken = state.condition().resets() ? Optional.empty() : reach(node);
    if (taken.isEmpty()) {
      reset(node);
      return;
    }
    Connection connection = new Connection(node, taken.get(), new AtomicInteger());
    open.add(connection);
    if (state.condition().resets()) {
      end(connection);
      return;
    }
    Thread.ofVirtual().start(() -> pump(connection, Direction.REQUESTS));
    Thread.ofVirtual().start(() -> pump(connection, Direction.REPLIES));
  }

  private Optional<Socket> reach(Socket node) {
    for (int attempt = 0; attempt < targets.size(); attempt++) {
      int target = targets.get(Math.floorMod(turns.getAndIncrement(), targets.size()));
      Socket server = new Socket();
      try {
        server.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), target),
            (int) CONNECT.toMillis());
        node.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        return Optional.of(server);
      } catch (IOException away) {
        reset(server);
      }
    }
    return Optional.empty();
  }

  private void pump(Connection connection, Direction direction) {
    Socket from = direction == Direction.REQUESTS ? connection.node() : connection.server();
    Socket to = direction == Direction.REQUESTS ? connection.server() : connection.node();
    byte[] chunk = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        pass(direction);
        out.write(chunk, 0, read);
      }
      // Neither does the end of a connection get through a cut.
      pass(direction);
      to.shutdownOutput();
      if (connection.ended().incrementAndGet() == 2) {
        end(connection);
      }
    } catch (IOException broken) {
      end(connection);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      end(connection);
    }
  }

  private void end(Connection connection) {
    open.remove(connection);
    connection.reset();
  }

  private void pass(Direction direction) throws InterruptedException {
    Duration delay = state.condition().delay();
    if (!delay.isZero()) {
      Thread.sleep(delay);
    }
    for (State now = state; now.stands(direction); now = state) {
      now.over().await();
    }
  }

  private static void reset(Socket socket) {
    try {
      if (!socket.isClosed()) {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
      socket.close();
    } catch (IOException gone) {
      // Closed is closed.
      return;
    }
  }

  /** No connection is left and none can be made. */
  @Override
  public void close() throws IOException {
    server.close();
    set(Condition.RESET);
  }
}
