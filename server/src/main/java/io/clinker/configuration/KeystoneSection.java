package io.clinker.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.clinker.auth.KeystoneAuthentication;
import io.clinker.clients.ServiceCredential;
import io.dropwizard.util.Duration;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code keystone}: the identity service, and who this service is there. */
public final class KeystoneSection {
  @JsonProperty private String url = "http://127.0.0.1:5000/v3";
  @JsonProperty private @Nullable String publicUrl;
  @JsonProperty private @Nullable String authorities;
  @JsonProperty private String user = "clinker";
  @JsonProperty private String userDomain = "Default";
  @JsonProperty private String project = "service";
  @JsonProperty private String projectDomain = "Default";
  @JsonProperty private @Nullable String password;
  @JsonProperty private @Nullable String passwordFile;
  @JsonProperty private @Nullable String applicationCredentialId;
  @JsonProperty private @Nullable String applicationCredentialSecret;
  @JsonProperty private @Nullable String applicationCredentialSecretFile;
  @JsonProperty private List<String> serviceRoles = List.of("service");
  @JsonProperty private Duration cacheTime = Duration.seconds(60);
  @JsonProperty private Duration graceTime = Duration.minutes(5);
  @JsonProperty private int cacheSize = 10_000;
  @JsonProperty private Duration timeout = Duration.seconds(5);

  /** Up to and with {@code /v3}, as this service reaches it. */
  public URI url() {
    return URI.create(url);
  }

  /** A PEM file with the authorities that vouch for the identity service. */
  public Optional<Path> authorities() {
    return Optional.ofNullable(authorities).map(Path::of);
  }

  /** How this service gets its own tokens; secrets are read anew for each. */
  public ServiceCredential credential() {
    String id = applicationCredentialId;
    if (id != null) {
      return new ServiceCredential.ApplicationCredential(
          id,
          () ->
              Secrets.read(
                  "keystone.applicationCredentialSecretFile",
                  applicationCredentialSecretFile,
                  applicationCredentialSecret == null ? "" : applicationCredentialSecret));
    }
    return new ServiceCredential.Password(
        user,
        userDomain,
        project,
        projectDomain,
        () ->
            Secrets.read("keystone.passwordFile", passwordFile, password == null ? "" : password));
  }

  /** How tokens are judged. */
  public KeystoneAuthentication.Settings tokens() {
    return new KeystoneAuthentication.Settings(
        publicUrl == null ? url : publicUrl,
        Set.copyOf(serviceRoles),
        cacheTime.toJavaDuration(),
        graceTime.toJavaDuration(),
        cacheSize,
        timeout());
  }

  /** The longest that one request waits for the identity service. */
  public java.time.Duration timeout() {
    return timeout.toJavaDuration();
  }

  /** Adds what is wrong in this section. */
  public void check(Problems problems) {
    requireUrl(problems, "keystone.url", url);
    if (publicUrl != null) {
      requireUrl(problems, "keystone.publicUrl", publicUrl);
    }
    problems.requireText("keystone.user", user);
    problems.requireText("keystone.userDomain", userDomain);
    problems.requireText("keystone.project", project);
    problems.requireText("keystone.projectDomain", projectDomain);
    problems.require(
        password == null || passwordFile == null,
        "keystone.passwordFile",
        passwordFile,
        "only one of password and passwordFile");
    problems.require(
        applicationCredentialSecret == null || applicationCredentialSecretFile == null,
        "keystone.applicationCredentialSecretFile",
        applicationCredentialSecretFile,
        "only one of applicationCredentialSecret and applicationCredentialSecretFile");
    if (applicationCredentialId != null) {
      problems.requireText("keystone.applicationCredentialId", applicationCredentialId);
    }
    serviceRoles.forEach(role -> problems.requireText("keystone.serviceRoles", role));
    problems.requireBetween(
        "keystone.cacheTime", cacheTime, Duration.seconds(0), Duration.minutes(60));
    problems.requireBetween(
        "keystone.graceTime", graceTime, Duration.seconds(0), Duration.minutes(60));
    problems.requireBetween("keystone.cacheSize", cacheSize, 1, 1_000_000);
    problems.requireBetween(
        "keystone.timeout", timeout, Duration.milliseconds(100), Duration.seconds(60));
    Secrets.check(problems, "keystone.authorities", authorities);
    Secrets.check(problems, "keystone.passwordFile", passwordFile);
    Secrets.check(
        problems, "keystone.applicationCredentialSecretFile", applicationCredentialSecretFile);
  }

  /** Adds what the strategy that uses this section lacks. */
  public void checkUsed(Problems problems) {
    boolean known =
        applicationCredentialId == null
            ? password != null || passwordFile != null
            : applicationCredentialSecret != null || applicationCredentialSecretFile != null;
    problems.require(
        known,
        "authentication.strategy",
        "keystone",
        "keystone together with keystone.passwordFile, or with keystone.applicationCredentialId"
            + " and keystone.applicationCredentialSecretFile");
  }

  private static void requireUrl(Problems problems, String key, String value) {
    problems.require(
        value.matches("https?://[^\\s\"]+"), key, value, "a URL that begins with http");
  }
}
