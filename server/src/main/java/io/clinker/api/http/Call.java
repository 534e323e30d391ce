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
 * @param permissions what the caller may do
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
    @Nullable String idempotencyKey,
    Permissions permissions) {

  /** Whether the version of the request has it. */
  public boolean has(Since feature) {
    return feature.in(version);
  }

  /** Refuses with 403 unless the rule lets the caller do it to what belongs to its project. */
  public void require(Rule rule) {
    permissions.require(rule, caller.projectId());
  }

  /** Refuses with 403 unless the rule lets the caller do it to what belongs to this project. */
  public void require(Rule rule, String projectId) {
    permissions.require(rule, projectId);
  }

  /** Whether the rule lets the caller see a part of an answer. */
  public boolean allows(Rule rule) {
    return permissions.allows(rule, caller.projectId());
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
