package io.clinker.policy;

/**
 * What something is done to.
 *
 * @param projectId the project that it belongs to
 */
public record Target(String projectId) {}
