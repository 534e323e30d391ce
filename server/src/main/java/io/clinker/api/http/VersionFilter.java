package io.clinker.api.http;

import io.clinker.policy.Policy;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Runs once the resource is known, as with Cinder, where only routed requests have their version
 * read: reads it, hides what is newer, and refuses a URL of another project than the token's.
 */
@Priority(200)
public final class VersionFilter implements ContainerRequestFilter {
  static final String CALL = Call.class.getName();

  private final Policy policy;

  public VersionFilter(Policy policy) {
    this.policy = policy;
  }

  @Context private @Nullable ResourceInfo resource;

  @Override
  public void filter(ContainerRequestContext context) {
    Arrival arrival = Arrival.of(context);
    if (arrival == null) {
      return;
    }
    Microversion version =
        MicroversionHeader.parse(context.getHeaderString(MicroversionHeader.NAME));
    context.setProperty(CALL, arrival.call(version, policy));
    String urlProject = arrival.urlProject();
    if (urlProject != null && !urlProject.equals(arrival.caller().projectId())) {
      throw Fault.badRequest("Malformed request url");
    }
    Since since = since();
    if (since != null && !since.in(version)) {
      throw Fault.notInThisVersion();
    }
  }

  private @Nullable Since since() {
    ResourceInfo info = resource;
    if (info == null) {
      return null;
    }
    Method method = info.getResourceMethod();
    Available onMethod = method.getAnnotation(Available.class);
    if (onMethod != null) {
      return onMethod.value();
    }
    Available onClass = info.getResourceClass().getAnnotation(Available.class);
    return onClass == null ? null : onClass.value();
  }
}
