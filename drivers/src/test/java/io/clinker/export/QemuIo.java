package io.clinker.export;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** qemu-io as an independent client of an export. */
public final class QemuIo {
  private final List<String> arguments;

  private QemuIo(List<String> arguments) {
    this.arguments = arguments;
  }

  /** A client of an NBD export over TLS, or over a unix socket if no key is told. */
  public static QemuIo nbd(Map<String, Object> connection, Path directory) {
    return nbd(connection, directory, 30);
  }

  public static QemuIo nbd(Map<String, Object> connection, Path directory, int reconnectSeconds) {
    List<String> arguments = new ArrayList<>();
    String server;
    if (connection.get("tls") instanceof Map<?, ?> tls) {
      try {
        Path keys = Files.createTempDirectory(directory, "client");
        Files.writeString(
            keys.resolve("keys.psk"), tls.get("username") + ":" + tls.get("key") + "\n");
        arguments.add("--object");
        arguments.add(
            "tls-creds-psk,id=t,endpoint=client,dir=%s,username=%s"
                .formatted(keys, tls.get("username")));
      } catch (IOException cannot) {
        throw new java.io.UncheckedIOException(cannot);
      }
      server =
          "file.server.type=inet,file.server.host=%s,file.server.port=%s,file.tls-creds=t"
              .formatted(connection.get("host"), connection.get("port"));
    } else if (connection.containsKey("socket")) {
      server = "file.server.type=unix,file.server.path=" + connection.get("socket");
    } else {
      server =
          "file.server.type=inet,file.server.host=%s,file.server.port=%s"
              .formatted(connection.get("host"), connection.get("port"));
    }
    arguments.add("--image-opts");
    arguments.add(
        "driver=raw,file.driver=nbd,%s,file.export=%s,file.reconnect-delay=%d"
            .formatted(server, connection.get("export"), reconnectSeconds));
    return new QemuIo(arguments);
  }

  public static QemuIo iscsi(Map<String, Object> connection, String initiator) {
    return new QemuIo(
        List.of(
            "--image-opts",
            "driver=raw,file.driver=iscsi,file.transport=tcp,file.portal=%s,file.target=%s,file.lun=%s,file.user=%s,file.password=%s,file.initiator-name=%s"
                .formatted(
                    connection.get("target_portal"),
                    connection.get("target_iqn"),
                    connection.get("target_lun"),
                    connection.get("auth_username"),
                    connection.get("auth_password"),
                    initiator)));
  }

  /** A client of a Ceph cluster that has the key of the user that it was told. */
  public static QemuIo rbd(Map<String, Object> connection, Path keyring) {
    String monitors =
        ((List<?>) connection.get("hosts")).getFirst()
            + "\\:"
            + ((List<?>) connection.get("ports")).getFirst();
    return new QemuIo(
        List.of(
            "-f",
            "raw",
            "rbd:%s:id=%s:keyring=%s:mon_host=%s"
                .formatted(
                    connection.get("name"), connection.get("auth_username"), keyring, monitors)));
  }

  public static QemuIo file(Path image, String format) {
    return new QemuIo(List.of("-f", format, image.toString()));
  }

  /** Runs commands, each "write -P 1 0 64k" and the like. */
  public Outcome run(String... commands) {
    Running running = start();
    for (String command : commands) {
      running.send(command);
    }
    return running.finish();
  }

  public Running start() {
    try {
      List<String> command = new ArrayList<>(List.of("qemu-io"));
      command.addAll(arguments);
      return new Running(new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (IOException cannot) {
      throw new java.io.UncheckedIOException(cannot);
    }
  }

  public record Outcome(int exit, String text) {
    public boolean clean() {
      return exit == 0
          && !text.contains("ailed")
          && !text.contains("rror")
          && !text.contains("an't");
    }
  }

  /**
   * A client that goes on. qemu-io takes one line per readiness of its input: each command is sent
   * when it has asked for one.
   */
  public static final class Running {
    private static final String PROMPT = "qemu-io> ";

    private final Process process;
    private final StringBuffer text = new StringBuffer();
    private final AtomicInteger writes = new AtomicInteger();
    private final LinkedBlockingQueue<String> commands = new LinkedBlockingQueue<>();
    private final Semaphore prompts = new Semaphore(0);
    private final Thread reader;
    private final Thread sender;

    private Running(Process process) {
      this.process = process;
      this.reader = Thread.ofVirtual().start(this::read);
      this.sender = Thread.ofVirtual().start(this::feed);
    }

    private void read() {
      try (Reader stream = process.inputReader(StandardCharsets.UTF_8)) {
        int from = 0;
        int prompted = 0;
        int next;
        while ((next = stream.read()) >= 0) {
          text.append((char) next);
          int at = text.indexOf("wrote ", from);
          if (at >= 0) {
            from = at + 6;
            writes.incrementAndGet();
          }
          at = text.indexOf(PROMPT, prompted);
          if (at >= 0) {
            prompted = at + PROMPT.length();
            prompts.release();
          }
        }
      } catch (IOException ended) {
        text.append("stream closed\n");
      }
    }

    private void feed() {
      try (Writer input = process.outputWriter(StandardCharsets.UTF_8)) {
        while (true) {
          String command = commands.take();
          prompts.acquire();
          input.write(command + "\n");
          input.flush();
          if (command.equals("quit")) {
            return;
          }
        }
      } catch (IOException | InterruptedException ended) {
        // The client ended: its exit code and text tell.
      }
    }

    public void send(String command) {
      commands.add(command);
    }

    /** Acknowledged writes so far. */
    public int writes() {
      return writes.get();
    }

    public String text() {
      return text.toString();
    }

    /** Waits until this many writes are acknowledged. */
    public void awaitWrites(int count) throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
      while (writes.get() < count) {
        if (System.nanoTime() > deadline || !process.isAlive()) {
          throw new AssertionError(writes + " of " + count + " writes:\n" + text);
        }
        Thread.sleep(5);
      }
    }

    public void kill() {
      process.destroyForcibly();
      sender.interrupt();
    }

    public Outcome finish() {
      send("quit");
      try {
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError("the client hangs:\n" + text);
        }
        reader.join();
        sender.interrupt();
        return new Outcome(process.exitValue(), text.toString());
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException(interrupted);
      }
    }
  }
}
