package io.clinker.export.nbd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * One short conversation with a daemon's monitor. A monitor serves one connection at a time and a
 * paused process may hold one, so a daemon has several and the first that greets is taken. Every
 * wait has a limit. Not for use by several threads.
 */
final class Qmp implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration GREETING = Duration.ofMillis(300);
  private static final Duration ANSWER = Duration.ofSeconds(15);

  private final SocketChannel channel;
  private final Selector selector;
  private final ByteBuffer received = ByteBuffer.allocate(65536).flip();

  private Qmp(SocketChannel channel, Selector selector) {
    this.channel = channel;
    this.selector = selector;
  }

  /**
   * Opens a conversation over any of the monitors.
   *
   * @throws IOException if none greets in time
   */
  static Qmp open(Iterable<Path> monitors, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    IOException last;
    boolean lives;
    do {
      last = new IOException("the daemon has no monitor");
      lives = false;
      for (Path monitor : monitors) {
        try {
          return greeted(monitor);
        } catch (SocketTimeoutException taken) {
          last = taken;
          lives = true;
        } catch (IOException gone) {
          last = gone;
        }
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new IOException("interrupted");
      }
    } while (lives && System.nanoTime() < deadline);
    throw last;
  }

  private static Qmp greeted(Path monitor) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    Qmp qmp = null;
    try {
      channel.connect(UnixDomainSocketAddress.of(monitor));
      channel.configureBlocking(false);
      Selector selector = Selector.open();
      channel.register(selector, SelectionKey.OP_READ);
      qmp = new Qmp(channel, selector);
      qmp.line(GREETING);
      qmp.execute("qmp_capabilities", Map.of());
      return qmp;
    } catch (IOException | RuntimeException failed) {
      if (qmp != null) {
        qmp.close();
      }
      channel.close();
      throw failed;
    }
  }

  JsonNode execute(String command) throws IOException {
    return execute(command, Map.of());
  }

  /**
   * Executes a command and returns what it returned.
   *
   * @throws QmpException if the daemon refused it
   * @throws IOException if the daemon is gone or silent: whether it acted is not known
   */
  JsonNode execute(String command, Map<String, ?> arguments) throws IOException {
    ObjectNode request = JSON.createObjectNode().put("execute", command);
    request.set("arguments", JSON.valueToTree(arguments));
    byte[] line =
        (JSON.writeValueAsString(request) + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.wrap(line);
    long deadline = System.nanoTime() + ANSWER.toNanos();
    while (out.hasRemaining()) {
      if (channel.write(out) == 0) {
        if (System.nanoTime() > deadline) {
          throw new IOException("the daemon does not read");
        }
        Thread.onSpinWait();
      }
    }
    while (true) {
      JsonNode answer = line(ANSWER);
      if (answer.has("error")) {
        throw new QmpException(command, answer.path("error").path("desc").asText());
      }
      if (answer.has("return")) {
        return answer.path("return");
      }
      // Anything else is an event.
    }
  }

  private JsonNode line(Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      while (received.hasRemaining()) {
        byte next = received.get();
        if (next == '\n') {
          return JSON.readTree(line.toByteArray());
        }
        line.write(next);
      }
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0 || selector.select(left) == 0 && System.nanoTime() >= deadline) {
        throw new SocketTimeoutException("the daemon does not answer");
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new IOException("interrupted");
      }
      selector.selectedKeys().clear();
      received.clear();
      int count = channel.read(received);
      received.flip();
      if (count < 0) {
        throw new EOFException("the daemon is gone");
      }
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
    channel.close();
  }
}
