package io.clinker.load;

import io.clinker.load.Holding.Attached;
import io.clinker.load.Holding.Stage;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** What a client does with the attachments of its volumes. Used by one thread. */
final class AttachmentActs {
  private final Verbs verbs;
  private final Recorder recorder;
  private final Random random;
  private final Possessions mine;
  private final String host;
  private final Map<String, Object> connector;

  /**
   * @param host tells this client's host from those of others
   */
  AttachmentActs(Verbs verbs, Recorder recorder, Random random, Possessions mine, String host) {
    this.verbs = verbs;
    this.recorder = recorder;
    this.random = random;
    this.mine = mine;
    this.host = host;
    this.connector =
        Map.of(
            "host",
            host,
            "ip",
            "127.0.0.1",
            "initiator",
            "iqn.2016-04.org.example:" + host,
            "multipath",
            false,
            "platform",
            "x86_64",
            "os_type",
            "linux");
  }

  void reserve(Holding one) {
    attach(Act.RESERVE, one, Stage.RESERVED);
  }

  void connect(Holding one) {
    attach(Act.CONNECT, one, Stage.CONNECTED);
  }

  void connectAndCancel(Holding one) {
    Thread canceller = Thread.ofVirtual().start(() -> cancelAttachment(one.volume));
    attach(Act.CONNECT_AND_CANCEL, one, Stage.CONNECTED);
    try {
      canceller.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    mine.refresh(one);
  }

  /** By the older calls, whose answers name no attachment. */
  void initialize(Holding one) {
    boolean accepted = verbs.initialize(one.volume, connector).accepted();
    recorder.act(Act.INITIALIZE, accepted);
    if (accepted) {
      verbs
          .attachmentsOf(one.volume)
          .forEach(id -> one.attachments.add(new Attached(id, Stage.CONNECTED)));
      verbs.status("volume/" + one.volume);
    } else {
      mine.refresh(one);
    }
  }

  void attachByHost(Holding one, Attached attached) {
    boolean accepted = verbs.attach(one.volume, host).accepted();
    recorder.act(Act.ATTACH, accepted);
    if (accepted) {
      one.advance(attached, Stage.ATTACHED);
      verbs.status("volume/" + one.volume);
    } else {
      mine.refresh(one);
    }
  }

  /** What becomes of the attachment depends on whether it is used and by whom. */
  void terminate(Holding one) {
    recorder.act(Act.TERMINATE, verbs.terminate(one.volume, connector).accepted());
    mine.refresh(one);
    verbs.status("volume/" + one.volume);
  }

  void update(Holding one, Attached attached) {
    boolean accepted = verbs.updateAttachment(attached.id(), one.volume, connector).accepted();
    recorder.act(Act.UPDATE, accepted);
    if (accepted) {
      one.advance(attached, Stage.CONNECTED);
    } else {
      mine.refresh(one);
    }
  }

  void complete(Holding one, Attached attached) {
    boolean accepted = verbs.completeAttachment(attached.id(), one.volume).accepted();
    recorder.act(Act.COMPLETE, accepted);
    if (accepted) {
      one.advance(attached, Stage.ATTACHED);
      verbs.status("volume/" + one.volume);
    } else {
      mine.refresh(one);
    }
  }

  void detach(Holding one, Attached attached) {
    boolean accepted = verbs.deleteAttachment(attached.id(), one.volume).accepted();
    recorder.act(Act.DETACH, accepted);
    if (accepted) {
      one.attachments.remove(attached);
      verbs.status("volume/" + one.volume);
    } else {
      mine.refresh(one);
    }
  }

  private void attach(Act act, Holding one, Stage stage) {
    Optional<String> made =
        verbs.createAttachment(
            one.volume, UUID.randomUUID().toString(), stage == Stage.CONNECTED ? connector : null);
    recorder.act(act, made.isPresent());
    made.ifPresent(id -> one.attachments.add(new Attached(id, stage)));
    if (made.isEmpty()) {
      mine.refresh(one);
    } else {
      verbs.status("volume/" + one.volume);
    }
  }

  /** The attachment's id is not known yet: its operation is found through the volume. */
  private void cancelAttachment(String volume) {
    Api.sleep(Duration.ofMillis(20 + random.nextInt(60)));
    verbs.attachmentsOf(volume).forEach(id -> verbs.cancel("attachment/" + id));
  }
}
