package io.clinker.steps;

import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.driver.Driver;
import io.clinker.driver.StepContext;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.VolumeId;
import java.time.Duration;
import java.util.Map;

/**
 * Makes exports and takes them back. Where daemons of a host serve them, the attachment's row names
 * the host before there can be an export, and what a row says of another host is left to it.
 */
final class Exporting {
  private final Connections connections;
  private final String host;

  /**
   * @param host where this node is
   */
  Exporting(Connections connections, String host) {
    this.connections = connections;
    this.host = host;
  }

  /**
   * Makes the export and stores its connection.
   *
   * @param elsewhere when another node is asked if it is another host's
   * @throws GivenBackException if it is another host's
   */
  void connect(Driver driver, StepContext context, AttachmentId attachment, Duration elsewhere) {
    Long fence = context.token().fences().get(attachment.ref());
    if (fence == null) {
      throw new ClinkerException(
          ErrorCode.INTERNAL, "the ticket has no fence for the attachment", Map.of());
    }
    ConnectRequest request = connections.request(attachment);
    var operation = context.token().operation();
    if (driver.description().hostBound()) {
      requireHere(connections.tie(request, operation, fence, host), elsewhere);
      ConnectionInfo connection = connectHere(driver, context, request, fence);
      connections.store(attachment, operation, fence, connection, host);
    } else {
      ConnectionInfo connection = driver.connect(context, request);
      connections.store(attachment, operation, fence, connection, null);
    }
  }

  /** A host that cannot make the export, and has nothing of it, lets another one try. */
  private ConnectionInfo connectHere(
      Driver driver, StepContext context, ConnectRequest request, long fence) {
    try {
      return driver.connect(context, request);
    } catch (ClinkerException failed) {
      if (failed.code().repeatable()) {
        letGo(driver, context, request, fence, failed);
      }
      throw failed;
    }
  }

  private void letGo(
      Driver driver,
      StepContext context,
      ConnectRequest request,
      long fence,
      ClinkerException because) {
    try {
      driver.disconnect(context, request.attachment(), request.volume());
      connections.untie(request.attachment(), context.token().operation(), fence);
    } catch (RuntimeException stillThere) {
      because.addSuppressed(stillThere);
    }
  }

  /**
   * Takes the export back.
   *
   * @param elsewhere when another node is asked if it is another host's
   * @throws GivenBackException if it is another host's
   */
  void disconnect(
      Driver driver,
      StepContext context,
      AttachmentId attachment,
      VolumeId volume,
      Duration elsewhere) {
    if (driver.description().hostBound()) {
      // Admission may have seen no host yet: the step that began the export has named it.
      connections.host(attachment).ifPresent(named -> requireHere(named, elsewhere));
    }
    driver.disconnect(context, attachment, volume);
  }

  private void requireHere(String named, Duration elsewhere) {
    if (!named.equals(host)) {
      throw new GivenBackException(
          ErrorCode.BACKEND_UNAVAILABLE, "the export belongs to host " + named, elsewhere);
    }
  }
}
