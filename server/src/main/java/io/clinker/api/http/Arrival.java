package io.clinker.api.http;

import io.clinker.auth.Caller;
import io.clinker.policy.Policy;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jspecify.annotations.Nullable;

/** What is known of a request before it is routed; its version is read after that. */
record Arrival(
    String requestId,
    Caller caller,
    @Nullable String urlProject,
    String base,
    String method,
    String path,
    Query query,
    byte[] body,
    @Nullable String idempotencyKey) {
  private static final String PROPERTY = Arrival.class.getName();

  void keepIn(ContainerRequestContext context) {
    context.setProperty(PROPERTY, this);
  }

  static @Nullable Arrival of(ContainerRequestContext context) {
    return (Arrival) context.getProperty(PROPERTY);
  }

  Call call(Microversion version, Policy policy) {
    return new Call(
        requestId,
        caller,
        version,
        urlProject,
        base,
        method,
        path,
        query,
        body,
        idempotencyKey,
        new Permissions(policy, caller));
  }
}
