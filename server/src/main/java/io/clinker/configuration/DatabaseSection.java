package io.clinker.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import org.jspecify.annotations.Nullable;

/** {@code database}: MySQL 8 or MariaDB. */
public final class DatabaseSection {
  @JsonProperty private String url = "jdbc:mysql://127.0.0.1:13306/clinker";
  @JsonProperty private String user = "clinker";
  @JsonProperty private @Nullable String password;
  @JsonProperty private @Nullable String passwordFile;
  @JsonProperty private int minimumConnections = 4;
  @JsonProperty private int maximumConnections = 24;
  @JsonProperty private Duration connectionWait = Duration.seconds(2);

  /** A Connector/J URL. */
  public String url() {
    return url;
  }

  public String user() {
    return user;
  }

  /** From the file if one is named, else as it stands; empty if there is none. */
  public String password() {
    return Secrets.read("database.passwordFile", passwordFile, password == null ? "" : password);
  }

  public int minimumConnections() {
    return minimumConnections;
  }

  public int maximumConnections() {
    return maximumConnections;
  }

  /** How long a request waits for a free connection. */
  public java.time.Duration connectionWait() {
    return connectionWait.toJavaDuration();
  }

  /** Adds what is wrong in this section. */
  public void check(Problems problems) {
    problems.require(
        url.startsWith("jdbc:mysql:"), "database.url", url, "jdbc:mysql://HOST:PORT/SCHEMA");
    problems.requireText("database.user", user);
    problems.require(
        password == null || passwordFile == null,
        "database.passwordFile",
        passwordFile,
        "only one of password and passwordFile");
    problems.requireBetween("database.maximumConnections", maximumConnections, 1, 1000);
    problems.requireBetween(
        "database.minimumConnections", minimumConnections, 0, maximumConnections);
    problems.require(
        connectionWait.toMilliseconds() > 0,
        "database.connectionWait",
        connectionWait,
        "more than 0 ms");
    Secrets.check(problems, "database.passwordFile", passwordFile);
  }
}
