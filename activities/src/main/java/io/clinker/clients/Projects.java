package io.clinker.clients;

/** What the identity service knows of projects. Any thread may call it. */
public interface Projects {
  /**
   * Whether there is such a project, enabled or not.
   *
   * @throws IdentityException if nobody can tell now
   */
  boolean knows(String projectId) throws IdentityException;
}
