package io.clinker.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code compute}: the compute service of the cloud, which is told of volumes that have grown. */
public final class ComputeSection {
  private static final String NONE = "none";
  private static final String CATALOG = "catalog";
  private static final List<String> INTERFACES = List.of("public", "internal", "admin");

  @JsonProperty private String endpoint = NONE;
  @JsonProperty private String catalogInterface = "internal";
  @JsonProperty private @Nullable String region;
  @JsonProperty private @Nullable String authorities;
  @JsonProperty private Duration timeout = Duration.seconds(10);

  /** Whether there is one. */
  public boolean isThere() {
    return !endpoint.equals(NONE);
  }

  /** Up to and with the version; empty where the catalog of the identity service says it. */
  public Optional<URI> endpoint() {
    return endpoint.equals(CATALOG) ? Optional.empty() : Optional.of(URI.create(endpoint));
  }

  /** Which of its endpoints in the catalog. */
  public String catalogInterface() {
    return catalogInterface;
  }

  /** The region of the catalog; empty for whichever comes first. */
  public Optional<String> region() {
    return Optional.ofNullable(region);
  }

  /** A PEM file with the authorities that vouch for it. */
  public Optional<Path> authorities() {
    return Optional.ofNullable(authorities).map(Path::of);
  }

  /** The longest that one call waits for it. */
  public java.time.Duration timeout() {
    return timeout.toJavaDuration();
  }

  /**
   * Adds what is wrong in this section.
   *
   * @param strategy how callers are known
   */
  public void check(Problems problems, String strategy) {
    problems.require(
        endpoint.equals(NONE) || endpoint.equals(CATALOG) || endpoint.matches("https?://[^\\s\"]+"),
        "compute.endpoint",
        endpoint,
        "none, catalog or a URL that begins with http");
    problems.require(
        !endpoint.equals(CATALOG) || strategy.equals("keystone"),
        "compute.endpoint",
        endpoint,
        "catalog together with authentication.strategy keystone");
    problems.requireOneOf("compute.catalogInterface", catalogInterface, INTERFACES);
    if (region != null) {
      problems.requireText("compute.region", region);
    }
    Secrets.check(problems, "compute.authorities", authorities);
    problems.requireBetween(
        "compute.timeout", timeout, Duration.milliseconds(100), Duration.seconds(30));
  }
}
