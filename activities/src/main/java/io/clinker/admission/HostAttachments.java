package io.clinker.admission;

import io.clinker.store.AttachmentRow;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which attachment of a volume the older attach calls mean: they name a host, a server or nothing,
 * never an attachment.
 */
public final class HostAttachments {
  private static final List<String> NAMES = List.of("host", "initiator", "nqn");
  private static final Pattern BLANKS = Pattern.compile("[ _]");
  private static final Pattern STRANGE = Pattern.compile("[^a-z0-9_.-]+");
  private static final Pattern ENDS = Pattern.compile("^[.-]+|[.-]+$");

  private HostAttachments() {}

  /**
   * The attachment whose connection this connector uses or is to use: one that has a connection to
   * the same host, else one that the host uses without a connection.
   */
  public static Optional<AttachmentRow> ofConnector(
      List<AttachmentRow> all, Map<String, Object> connector) {
    return first(all, row -> row.connector() != null && isSameHost(row.connector(), connector))
        .or(
            () ->
                first(
                    all,
                    row ->
                        isUsedWithoutConnection(row)
                            && row.attachedHost() != null
                            && isSameName(row.attachedHost(), connector.get("host"))))
        .or(() -> first(all, row -> isUsedWithoutConnection(row) && row.attachedHost() == null));
  }

  /**
   * The attachment that a host or server which says that it has attached the volume means: its own,
   * else the connection that was made for it.
   *
   * @param host as the client wrote it
   */
  public static Optional<AttachmentRow> ofUser(
      List<AttachmentRow> all, @Nullable String instance, @Nullable String host) {
    Optional<AttachmentRow> own =
        instance != null
            ? first(all, row -> instance.equals(row.instanceUuid()))
            : first(all, row -> isSameName(row.attachedHost(), host));
    return own.or(
        () ->
            first(
                all,
                row ->
                    isOnlyConnected(row)
                        && (host == null
                            || row.attachedHost() == null
                            || isSameName(row.attachedHost(), host))));
  }

  /**
   * The attachments that count where a client names none: those that only {@code
   * os-initialize_connection} made are not known to it.
   */
  public static List<AttachmentRow> inUse(List<AttachmentRow> all) {
    return all.stream().filter(row -> !isOnlyConnected(row)).toList();
  }

  /** Whether nobody has said so far that the connection is used. */
  static boolean isOnlyConnected(AttachmentRow row) {
    return row.instanceUuid() == null
        && row.connector() != null
        && !row.attachStatus().equals("attached");
  }

  /** A host's name as Cinder keeps it. */
  static @Nullable String hostName(@Nullable String name) {
    if (name == null) {
      return null;
    }
    String plain =
        STRANGE
            .matcher(BLANKS.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("-"))
            .replaceAll("");
    return ENDS.matcher(plain).replaceAll("");
  }

  private static boolean isUsedWithoutConnection(AttachmentRow row) {
    return row.attachStatus().equals("attached") && row.connector() == null;
  }

  /** Connectors are of one host if they agree in every name that both have, and share one. */
  private static boolean isSameHost(Map<String, Object> one, Map<String, Object> other) {
    boolean shared = false;
    for (String name : NAMES) {
      if (one.get(name) instanceof String mine && other.get(name) instanceof String theirs) {
        if (!mine.equals(theirs)) {
          return false;
        }
        shared = true;
      }
    }
    return shared || one.equals(other);
  }

  private static boolean isSameName(@Nullable String kept, @Nullable Object given) {
    return given instanceof String name && Objects.equals(hostName(kept), hostName(name));
  }

  private static Optional<AttachmentRow> first(
      List<AttachmentRow> all, Predicate<AttachmentRow> condition) {
    return all.stream().filter(condition).findFirst();
  }
}
