package io.clinker.clients;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Supplier;

/** How this service proves to the identity service who it is; its text tells no secret. */
public sealed interface ServiceCredential {
  /** The {@code auth} member of a request for a token. */
  ObjectNode auth();

  /**
   * A user of the service project.
   *
   * @param secret read for every token, so that a changed file needs no restart
   */
  record Password(
      String user, String userDomain, String project, String projectDomain, Supplier<String> secret)
      implements ServiceCredential {
    @Override
    public ObjectNode auth() {
      ObjectNode auth = JsonNodeFactory.instance.objectNode();
      ObjectNode identity = auth.putObject("identity");
      identity.putArray("methods").add("password");
      ObjectNode who = identity.putObject("password").putObject("user");
      who.put("name", user).put("password", secret.get());
      who.putObject("domain").put("name", userDomain);
      ObjectNode scope = auth.putObject("scope").putObject("project");
      scope.put("name", project).putObject("domain").put("name", projectDomain);
      return auth;
    }

    @Override
    public String toString() {
      return "user " + user + " of project " + project;
    }
  }

  /** An application credential, which names its user and project by itself. */
  record ApplicationCredential(String id, Supplier<String> secret) implements ServiceCredential {
    @Override
    public ObjectNode auth() {
      ObjectNode auth = JsonNodeFactory.instance.objectNode();
      ObjectNode identity = auth.putObject("identity");
      identity.putArray("methods").add("application_credential");
      identity.putObject("application_credential").put("id", id).put("secret", secret.get());
      return auth;
    }

    @Override
    public String toString() {
      return "application credential " + id;
    }
  }
}
