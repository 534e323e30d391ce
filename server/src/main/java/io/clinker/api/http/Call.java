package io.clinker.api.http;

import io.clinker.auth.Caller;
import org.jspecify.annotations.Nullable;

/**
 * One request, as the resources see it.
 *
 * @param version the version it asks for
 * @param urlProject the project segment, null if the URL has none
 * @param base scheme, host and port as the client names them
 * @param path the path without version and project, with a slash before it
 * @param body empty for requests without one
 * @param idempotencyKey the client's, null if it gave none
 */
public record Call(
    String requestId,
    Caller caller,
    Microversion version,
    @Nullable String urlProject,
    String base,
    String method,
    String path,
    Query query,
    byte[] body,
    @Nullable String idempotencyKey) {

  /** Whether the version of the request has it. */
  public boolean has(Since feature) {
    return feature.in(version);
  }

  /** Refuses with 403 unless the rule lets the caller. */
  public void require(Rule rule) {
    if (!rule.allows(caller)) {
      throw Fault.forbidden(rule.rule());
    }
  }

  /** The project that a by-id read is limited to; null for administrators. */
  public @Nullable String scope() {
    return caller.admin() ? null : caller.projectId();
  }

  /** The URL of a path of this API; the project stands in it if it stood in the request. */
  public String self(String pathInProject) {
    return base + "/v3" + project() + pathInProject;
  }

  /** The same without a version. */
  public String bookmark(String pathInProject) {
    return base + project() + pathInProject;
  }

  private String project() {
    return urlProject == null ? "" : "/" + urlProject;
  }
}
