package io.clinker.drivers.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link SimulatorArray} behind HTTP on the loopback interface, so that several nodes use one
 * array. {@code POST /call} is the drivers' way in; {@code /admin/...} is for whoever sets faults
 * and looks behind ({@link AdminSide}); {@code GET /health} answers when it is up.
 */
public final class SimulatorServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SimulatorServer.class);

  private final SimulatorArray array;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private SimulatorServer(SimulatorArray array, HttpServer server) {
    this.array = array;
    this.server = server;
  }

  /** Starts serving on this port of 127.0.0.1, any free one for 0. */
  public static SimulatorServer start(SimulatorArray array, int port) throws IOException {
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
    SimulatorServer made = new SimulatorServer(array, server);
    AdminSide admin = new AdminSide(array);
    server.createContext("/health", exchange -> made.serve(exchange, body -> Answer.EMPTY));
    server.createContext("/call", exchange -> made.serve(exchange, made::call));
    server.createContext(
        "/admin", exchange -> made.serve(exchange, body -> admin.handle(exchange, body)));
    server.setExecutor(made.threads);
    server.start();
    return made;
  }

  /** Where it listens. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Stops serving and closes the array. */
  @Override
  public void close() {
    server.stop(0);
    array.close();
    threads.shutdownNow();
  }

  /**
   * Starts an array as a process: {@code [--port N] [--state FILE] [--pool NAME:GIB[:thick]]...}.
   * Prints the address when it serves; exits with 2 if an option is wrong.
   */
  public static void main(String[] args) throws IOException {
    try {
      run(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private static void run(String[] args) throws IOException {
    // Small answers go out at once; read by the JDK when the first server is made.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    int port = 0;
    Path state = null;
    List<SimulatorPool> pools = new ArrayList<>();
    for (int index = 0; index < args.length; index += 2) {
      String value = index + 1 < args.length ? args[index + 1] : "";
      switch (args[index]) {
        case "--port" -> port = (int) number("--port", value, 65_535);
        case "--state" -> state = Path.of(value);
        case "--pool" -> pools.add(pool(value));
        default ->
            throw new IllegalArgumentException(
                "unknown option '" + args[index] + "'; allowed: --port, --state, --pool");
      }
    }
    if (pools.isEmpty()) {
      pools.add(pool("pool:1024"));
    }
    SimulatorServer server = start(new SimulatorArray(pools, state), port);
    System.out.println("simulator listening on " + server.address());
  }

  private static SimulatorPool pool(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length < 2 || parts.length > 3) {
      throw new IllegalArgumentException("not a pool: '" + text + "'; allowed: NAME:GIB[:thick]");
    }
    boolean thick = parts.length == 3 && parts[2].equals("thick");
    return new SimulatorPool(
        parts[0], Size.ofGibibytes(number("--pool", parts[1], 1 << 30)), !thick);
  }

  private static long number(String option, String text, long most) {
    if (text.matches("[0-9]{1,10}") && Long.parseLong(text) <= most) {
      return Long.parseLong(text);
    }
    throw new IllegalArgumentException(
        "%s: '%s' is no number from 0 to %d".formatted(option, text, most));
  }

  /** What goes back; bytes of the type {@code application/json} or raw. */
  record Answer(byte[] body, String type) {
    static final Answer EMPTY = json(Map.of());

    static Answer json(Object value) {
      return new Answer(
          ArrayJson.write(value).getBytes(StandardCharsets.UTF_8), "application/json");
    }
  }

  /** Makes an answer out of a request's body. */
  private interface Handler {
    Answer handle(byte[] body) throws InterruptedException;
  }

  private Answer call(byte[] body) throws InterruptedException {
    String text = new String(body, StandardCharsets.UTF_8);
    return Answer.json(array.call(ArrayJson.read(text, ArrayRequest.class)));
  }

  private void serve(HttpExchange exchange, Handler handler) {
    try (exchange) {
      try {
        Answer answer = handler.handle(exchange.getRequestBody().readAllBytes());
        send(exchange, 200, answer);
      } catch (ClinkerException e) {
        if (e.code() != ErrorCode.OUTCOME_UNKNOWN) {
          send(exchange, 409, Answer.json(ArrayJson.Failure.of(e)));
        }
        // A lost reply is a connection that ends without one.
      } catch (IllegalArgumentException e) {
        String problem = String.valueOf(e.getMessage());
        send(
            exchange,
            400,
            Answer.json(new ArrayJson.Failure(ErrorCode.INVALID_INPUT, problem, Map.of())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.debug("A caller is gone before its answer", e);
    } catch (RuntimeException e) {
      LOG.error("A call failed in a way that it should not", e);
    }
  }

  private static void send(HttpExchange exchange, int status, Answer answer) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange.sendResponseHeaders(status, answer.body().length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(answer.body());
    }
  }

  static @Nullable String parameter(HttpExchange exchange, String name) {
    String query = exchange.getRequestURI().getQuery();
    if (query == null) {
      return null;
    }
    for (String part : query.split("&", -1)) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    return null;
  }
}
