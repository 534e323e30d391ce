package io.clinker.api.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MultivaluedMap;
import org.slf4j.MDC;

/** Headers of every answer: the request id twice, and the version once one was read. */
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
    MDC.clear();
  }
}
