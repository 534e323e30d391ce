package io.clinker.drivers.rbd;

import io.clinker.exec.CommandRunner;
import io.clinker.exec.Conversation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * The clients that one node has at the cluster. One that is idle is used again; one that is not
 * sound any more is ended, and so is one that nobody needed for a while.
 */
final class Sessions implements AutoCloseable {
  private static final String SCRIPT = "session.py";
  private static final Duration IDLE = Duration.ofMinutes(1);

  /** Takes the script from its input, so that no file has to be kept for it. */
  private static final String START =
      "import sys; i = sys.stdin.buffer; "
          + "exec(compile(i.read(int(i.readline())), 'clinker-rbd-session', 'exec'))";

  private final RbdOptions options;
  private final CommandRunner runner;
  private final byte[] script = script();
  private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  private record Idle(Session session, long since) {}

  Sessions(RbdOptions options, CommandRunner runner) {
    this.options = options;
    this.runner = runner;
  }

  /**
   * A session that nobody else uses.
   *
   * @throws io.clinker.model.ClinkerException BACKEND_UNAVAILABLE when the cluster lets none in
   */
  Lease borrow() {
    endIdle(IDLE);
    Idle found = idle.pollFirst();
    while (found != null) {
      if (found.session().isSound()) {
        return new Lease(found.session());
      }
      found.session().close();
      found = idle.pollFirst();
    }
    return new Lease(start());
  }

  @Override
  public void close() {
    closed = true;
    endIdle(Duration.ZERO);
  }

  private Session start() {
    Conversation conversation =
        runner.converse(options.python().toString(), "-I", "-u", "-c", START);
    return new Session(conversation, script, settings(), options);
  }

  private Map<String, Object> settings() {
    Map<String, String> configured = new LinkedHashMap<>();
    options.keyring().ifPresent(keyring -> configured.put("keyring", keyring.toString()));
    String login = Long.toString(options.connectLimit().toSeconds());
    configured.put("client_mount_timeout", login);
    configured.put("rados_mon_op_timeout", login);
    // Clones of any snapshot, none of which has to be protected first.
    configured.put("rbd_default_clone_format", "2");
    configured.put("rbd_concurrent_management_ops", Integer.toString(options.purgeParallelism()));
    return Map.of(
        "conf", options.conf().toString(),
        "user", options.user(),
        "cluster", options.cluster(),
        "pool", options.pool(),
        "options", configured);
  }

  private void giveBack(Session session) {
    if (closed || !session.isSound()) {
      session.close();
      return;
    }
    session.watchedBy((done, total) -> {});
    idle.addFirst(new Idle(session, System.nanoTime()));
    if (closed) {
      endIdle(Duration.ZERO);
    }
  }

  /** The one idle for longest is last. */
  private void endIdle(Duration age) {
    Idle oldest = idle.peekLast();
    while (oldest != null && System.nanoTime() - oldest.since() >= age.toNanos()) {
      if (idle.remove(oldest)) {
        oldest.session().close();
      }
      oldest = idle.peekLast();
    }
  }

  private static byte[] script() {
    try (InputStream stream = Sessions.class.getResourceAsStream(SCRIPT)) {
      if (stream == null) {
        throw new IllegalStateException("the session script is missing from the jar");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A session for the length of a call; ended with it unless it is given back. */
  final class Lease implements AutoCloseable {
    private final Session session;
    private boolean returned;

    private Lease(Session session) {
      this.session = session;
    }

    Session session() {
      return session;
    }

    /** Says that nothing of the call can still happen. */
    void giveBack() {
      returned = true;
      Sessions.this.giveBack(session);
    }

    @Override
    public void close() {
      if (!returned) {
        session.close();
      }
    }
  }
}
