package io.clinker.api.http;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps back the answer of an endpoint that has not asked the policy what it declares to ask: a
 * mistake in it tells nobody anything. Changes are guarded before they are made.
 */
@Priority(100)
public final class PolicyGuard implements ContainerResponseFilter {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyGuard.class);

  @Context private @Nullable ResourceInfo resource;

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    ResourceInfo info = resource;
    Method method = info == null ? null : info.getResourceMethod();
    if (method == null
        || response.getStatus() >= 400
        || !(request.getProperty(VersionFilter.CALL) instanceof Call call)) {
      return;
    }
    if (!isRight(method, call.permissions().asked())) {
      String logId = UUID.randomUUID().toString();
      LOG.atError()
          .addKeyValue("log_id", logId)
          .addKeyValue("method", method.toString())
          .addKeyValue("asked", call.permissions().asked().toString())
          .log("an endpoint does not ask the policy what it declares");
      Fault fault = Fault.internal(logId);
      response.setStatus(fault.status());
      response.setEntity(Json.bytes(fault.body()));
    }
  }

  static boolean isRight(Method method, Set<Rule> asked) {
    if (method.isAnnotationPresent(AsksNothing.class)) {
      return asked.isEmpty();
    }
    Asks declared = method.getAnnotation(Asks.class);
    return declared != null && !asked.isEmpty() && Set.of(declared.value()).containsAll(asked);
  }
}
