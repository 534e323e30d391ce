package io.clinker.api.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.UUID;

/** The id of a request: in the answer's headers, in the log and in the operation's row. */
final class RequestIds {
  private static final String PROPERTY = RequestIds.class.getName();

  private RequestIds() {}

  /** The id of this request; made at the first call. */
  static String of(ContainerRequestContext context) {
    Object known = context.getProperty(PROPERTY);
    if (known instanceof String id) {
      return id;
    }
    String id = "req-" + UUID.randomUUID();
    context.setProperty(PROPERTY, id);
    return id;
  }
}
