package io.clinker.api.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MultivaluedMap;
import org.slf4j.MDC;

/**
 * Headers of every answer: the request id twice, the version once one was read, and whether the
 * connection ends.
 */
public final class HeaderFilter implements ContainerResponseFilter {
  /** The header of every answer to an accepted operation. */
  public static final String OPERATION = "X-Clinker-Operation";

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    MultivaluedMap<String, Object> headers = response.getHeaders();
    String requestId = RequestIds.of(request);
    headers.putSingle("x-openstack-request-id", requestId);
    headers.putSingle("x-compute-request-id", requestId);
    if (request.getProperty(VersionFilter.CALL) instanceof Call call) {
      headers.putSingle(MicroversionHeader.NAME, "volume " + call.version());
      headers.putSingle("Vary", MicroversionHeader.NAME);
    }
    if (ArrivalFilter.hasUnreadBody(request)) {
      // Else the server closes the connection without a word where the body is late.
      headers.putSingle("Connection", "close");
    }
    MDC.clear();
  }
}
