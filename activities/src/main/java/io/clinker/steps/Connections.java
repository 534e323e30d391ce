package io.clinker.steps;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.driver.ExportRecord;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The part of attachment rows that holds secrets: read by the connect step, written under the
 * fence, never passed through the engine.
 */
public final class Connections {
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
  private static final String COLUMNS =
      "id, volume_id, attach_mode, connector, connection_info, secret, protocol, fence";

  private final Jdbi jdbi;
  private final ObjectMapper mapper = new ObjectMapper();

  public Connections(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** What the host asked for. */
  public ConnectRequest request(AttachmentId attachment) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select " + COLUMNS + " from attachment where id = :id and deleted_at is null")
                .bind("id", attachment.value())
                .map((row, context) -> requestOf(row))
                .findOne()
                .orElseThrow(
                    () ->
                        new ClinkerException(
                            ErrorCode.STALE_TOKEN,
                            "the attachment is gone",
                            Map.of("attachment", attachment.value()))));
  }

  /** The host that the attachment's export is tied to, empty if none has made it or begun to. */
  public Optional<String> host(AttachmentId attachment) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select export_host from attachment where id = :id and deleted_at is null"
                        + " and export_host is not null")
                .bind("id", attachment.value())
                .mapTo(String.class)
                .findFirst());
  }

  /**
   * Ties the attachment's export to a host before it is made, so that whoever goes on with it or
   * takes it back finds it; all exports of a volume are of one host.
   *
   * @return the host that it is tied to: this one, or another that has begun to make it or serves
   *     the volume already
   * @throws ClinkerException STALE_TOKEN if the attachment is no longer this operation's
   */
  public String tie(ConnectRequest request, OperationId operation, long fence, String host) {
    return jdbi.inTransaction(
        handle -> {
          // Written, not only locked: two nodes of a database with several primaries must meet.
          handle
              .createUpdate("update volume set version = version + 1 where id = :id")
              .bind("id", request.volume().value())
              .execute();
          Optional<String> other =
              handle
                  .createQuery(
                      "select export_host from attachment where live = 1 and volume_id = :volume"
                          + " and export_host <> :host order by id = :id desc limit 1")
                  .bind("volume", request.volume().value())
                  .bind("host", host)
                  .bind("id", request.attachment().value())
                  .mapTo(String.class)
                  .findFirst();
          if (other.isPresent()) {
            return other.get();
          }
          int written =
              handle
                  .createUpdate(
                      "update attachment set export_host = :host, version = version + 1"
                          + " where id = :id and fence = :fence and operation_id = :operation"
                          + " and deleted_at is null")
                  .bind("host", host)
                  .bind("id", request.attachment().value())
                  .bind("fence", fence)
                  .bind("operation", operation.value())
                  .execute();
          requireWritten(written, request.attachment());
          return host;
        });
  }

  /** Takes back {@link #tie}, and what may be stored of the connection: its host has none of it. */
  public void untie(AttachmentId attachment, OperationId operation, long fence) {
    int written =
        jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        "update attachment set connection_info = null, export_host = null,"
                            + " version = version + 1"
                            + " where id = :id and fence = :fence and operation_id = :operation"
                            + " and deleted_at is null")
                    .bind("id", attachment.value())
                    .bind("fence", fence)
                    .bind("operation", operation.value())
                    .execute());
    requireWritten(written, attachment);
  }

  /**
   * Stores the connection under the attachment's fence.
   *
   * @throws ClinkerException STALE_TOKEN if the attachment is no longer this operation's
   */
  public void store(
      AttachmentId attachment,
      OperationId operation,
      long fence,
      ConnectionInfo connection,
      @Nullable String exportHost) {
    int written =
        jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        "update attachment set connection_info = :connection, export_host = :host,"
                            + " version = version + 1"
                            + " where id = :id and fence = :fence and operation_id = :operation"
                            + " and deleted_at is null")
                    .bind("connection", text(connection.data()))
                    .bind("host", exportHost)
                    .bind("id", attachment.value())
                    .bind("fence", fence)
                    .bind("operation", operation.value())
                    .execute());
    requireWritten(written, attachment);
  }

  private static void requireWritten(int rows, AttachmentId attachment) {
    if (rows == 0) {
      throw new ClinkerException(
          ErrorCode.STALE_TOKEN,
          "the attachment belongs to a later turn",
          Map.of("attachment", attachment.value()));
    }
  }

  /** The exports that daemons of this host must have for a backend now. */
  public List<ExportRecord> exportsOf(String backend, String host) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select a.id, a.volume_id, a.attach_mode, a.connector, a.connection_info,"
                        + " a.secret, a.protocol, a.fence from attachment a"
                        + " join volume v on v.id = a.volume_id"
                        + " where a.live = 1 and a.export_host = :host and v.backend = :backend"
                        + " and a.connection_info is not null and a.operation_id is null"
                        + " and v.operation_id is null")
                .bind("host", host)
                .bind("backend", backend)
                .map((row, context) -> recordOf(row))
                .list());
  }

  private ExportRecord recordOf(ResultSet row) throws SQLException {
    ConnectRequest request = requestOf(row);
    return new ExportRecord(
        request,
        row.getLong("fence"),
        new ConnectionInfo(request.protocol(), object(row.getString("connection_info"))));
  }

  private ConnectRequest requestOf(ResultSet row) throws SQLException {
    Map<String, Object> connector = object(row.getString("connector"));
    String secret = row.getString("secret");
    return new ConnectRequest(
        new AttachmentId(row.getString("id")),
        new VolumeId(row.getString("volume_id")),
        StorageProtocol.of(row.getString("protocol")),
        textOf(connector.get("initiator")),
        String.valueOf(connector.getOrDefault("host", "")),
        textOf(connector.get("ip")),
        "ro".equals(row.getString("attach_mode")),
        secret == null ? "" : secret);
  }

  private static @Nullable String textOf(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private Map<String, Object> object(@Nullable String json) {
    try {
      return json == null ? Map.of() : mapper.readValue(json, OBJECT);
    } catch (JsonProcessingException failure) {
      throw new ClinkerException(
          ErrorCode.INTERNAL, "an attachment's row cannot be read", Map.of(), failure);
    }
  }

  private String text(Map<String, Object> data) {
    try {
      return mapper.writeValueAsString(data);
    } catch (JsonProcessingException failure) {
      throw new ClinkerException(
          ErrorCode.INTERNAL, "a connection cannot be written", Map.of(), failure);
    }
  }
}
