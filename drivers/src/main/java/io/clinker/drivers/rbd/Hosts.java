package io.clinker.drivers.rbd;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.driver.ObservedExport;
import io.clinker.drivers.rbd.Session.StoredNote;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The hosts that use volumes. They open images themselves, so an export is a note that says who
 * may; a host that must not write any more is shut out by the cluster.
 */
final class Hosts {
  static final String CUT = VolumeSteps.CUT;
  private static final String VOLUME = "volume";
  private static final String ADDRESS = "address";

  private final RbdOptions options;
  private final Duration blocked;
  private final PausePoints pauses;

  Hosts(RbdOptions options, PausePoints pauses) {
    this.options = options;
    this.blocked = options.tombstoneAge();
    this.pauses = pauses;
  }

  ConnectionInfo connect(Work work, ConnectRequest request) {
    if (request.protocol() != StorageProtocol.RBD) {
      throw new ClinkerException(
          ErrorCode.NOT_SUPPORTED,
          "an rbd backend is reached by its hosts themselves",
          Map.of("protocol", request.protocol().word()));
    }
    SealedNote note = work.on(request.attachment().ref());
    Image image = VolumeSteps.live(work.session(), request.volume());
    work.context().observed(note.fact(VOLUME).isPresent() ? "present" : "absent");
    ConnectionInfo info = info(work.session(), request.volume(), image.name());
    pauses.at("note-export");
    note.rememberAtTheEnd(VOLUME, request.volume().toString());
    String address = request.hostAddress();
    if (address != null) {
      note.rememberAtTheEnd(ADDRESS, address);
    }
    return info;
  }

  void disconnect(Work work, AttachmentId attachment, VolumeId volume) {
    SealedNote note = work.on(attachment.ref());
    Optional<String> address = note.fact(ADDRESS);
    work.context().observed(note.fact(VOLUME).isPresent() ? "present" : "absent");
    if (note.fact(VOLUME).isPresent() && options.cutHosts()) {
      cut(work, leaving(work, attachment, volume, address));
    }
    note.forget(VOLUME);
    note.forget(ADDRESS);
  }

  /**
   * Sees to it that no client has a volume open any more.
   *
   * @throws ClinkerException BACKEND_BUSY if one has, and hosts are not to be shut out
   */
  void cutAll(Work work, VolumeId volume) {
    List<String> clients = clients(work, volume);
    if (!clients.isEmpty() && !options.cutHosts()) {
      throw busy("a client has the image open", clients);
    }
    cut(work, clients);
  }

  /** The attachments whose hosts may use a volume. */
  List<ObservedExport> exports(Session session, List<Image> images) {
    Map<String, Integer> present = new LinkedHashMap<>();
    for (Image image : images) {
      Image.volumeOf(image.name())
          .filter(image::isLive)
          .ifPresent(volume -> present.put(volume.value(), 0));
    }
    List<ObservedExport> exports = new ArrayList<>();
    for (StoredNote stored : attachments(session)) {
      String volume = stored.note().facts().get(VOLUME);
      if (volume != null && present.containsKey(volume)) {
        int clients = session.watchers(Image.nameOf(new VolumeId(volume))).size();
        exports.add(
            new ObservedExport(
                new AttachmentId(stored.name()),
                new VolumeId(volume),
                StorageProtocol.RBD,
                clients));
      }
    }
    return exports;
  }

  private List<StoredNote> attachments(Session session) {
    return session.readNotes(Space.ATTACHMENTS, session.listNotes(Space.ATTACHMENTS));
  }

  /** The clients of an attachment that ends, by what the others leave. */
  private List<String> leaving(
      Work work, AttachmentId attachment, VolumeId volume, Optional<String> address) {
    List<Optional<String>> others = new ArrayList<>();
    for (StoredNote stored : attachments(work.session())) {
      if (!stored.name().equals(attachment.value())
          && volume.value().equals(stored.note().facts().get(VOLUME))) {
        others.add(Optional.ofNullable(stored.note().facts().get(ADDRESS)));
      }
    }
    Attribution found = Attribution.of(clients(work, volume), address, others);
    // Before anybody is cut: an attachment that cannot end as a whole is left as it is.
    if (!found.unknown().isEmpty()) {
      throw busy("clients have the image open whose address no attachment gave", found.unknown());
    }
    return found.leaving();
  }

  /** The addresses of all that have a volume open, but for this call's own. */
  private static List<String> clients(Work work, VolumeId volume) {
    List<String> clients = new ArrayList<>();
    VolumeSteps.unlessAbsent(() -> clients.addAll(work.session().watchers(Image.nameOf(volume))));
    clients.remove(work.session().address());
    return clients;
  }

  private void cut(Work work, List<String> clients) {
    for (String client : clients) {
      pauses.at(CUT);
      work.context().observed("shut out " + client);
      work.session().shutOut(client, blocked);
    }
  }

  private static ClinkerException busy(String message, List<String> clients) {
    return new ClinkerException(
        ErrorCode.BACKEND_BUSY, message, Map.of("clients", String.join(", ", clients)));
  }

  // Clients read a secret_uuid that is null, as one that is not told.
  @SuppressWarnings("NullAway")
  private ConnectionInfo info(Session session, VolumeId volume, String image) {
    List<String> names = new ArrayList<>();
    List<String> ports = new ArrayList<>();
    for (JsonNode monitor : session.monitor(Map.of("prefix", "mon dump")).path("mons")) {
      String address = withoutNonce(monitor.path("addr").asText());
      names.add(hostOf(address));
      ports.add(address.substring(address.lastIndexOf(':') + 1));
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("driver_volume_type", "rbd");
    data.put("name", options.pool() + "/" + image);
    data.put("hosts", names);
    data.put("ports", ports);
    data.put("cluster_name", options.cluster());
    data.put("auth_enabled", true);
    data.put("auth_username", options.user());
    data.put("secret_type", "ceph");
    data.put("secret_uuid", options.secretUuid().orElse(null));
    data.put("volume_id", volume.value());
    data.put("discard", options.discard());
    return new ConnectionInfo(StorageProtocol.RBD, data);
  }

  private static String withoutNonce(String address) {
    int slash = address.indexOf('/');
    return slash < 0 ? address : address.substring(0, slash);
  }

  /** The host of {@code host:port} or {@code [host]:port}, with or without a nonce behind. */
  static String hostOf(String address) {
    String plain = withoutNonce(address);
    String host = plain.substring(0, plain.lastIndexOf(':'));
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
