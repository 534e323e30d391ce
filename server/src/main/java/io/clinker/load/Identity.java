package io.clinker.load;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * As whom the API is asked.
 *
 * @param project stands in the URL; null leaves it to the token
 */
public record Identity(String token, @Nullable String project) {
  /** Who the strategy noauth takes for an administrator who works in a project. */
  public static Identity unchecked(String project) {
    return new Identity("load:" + project, project);
  }

  /**
   * The one that an operator's shell tells by OS_TOKEN and, if it is set, OS_PROJECT_ID.
   *
   * @param otherwise the project to work in under noauth, where no token is needed
   */
  public static Identity of(Map<String, String> environment, String otherwise) {
    String token = environment.getOrDefault("OS_TOKEN", "");
    String project = environment.getOrDefault("OS_PROJECT_ID", "");
    return token.isBlank()
        ? unchecked(otherwise)
        : new Identity(token.strip(), project.isBlank() ? null : project.strip());
  }

  String root() {
    return project == null ? "/v3" : "/v3/" + project;
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "Identity[project=%s]".formatted(project);
  }
}
