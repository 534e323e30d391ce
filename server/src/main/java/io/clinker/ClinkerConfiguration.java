package io.clinker;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.clinker.api.http.AuditFilter;
import io.clinker.configuration.AuthenticationSection;
import io.clinker.configuration.BackendSection;
import io.clinker.configuration.ComputeSection;
import io.clinker.configuration.DatabaseSection;
import io.clinker.configuration.EngineSection;
import io.clinker.configuration.FindingsSection;
import io.clinker.configuration.KeystoneSection;
import io.clinker.configuration.LimitsSection;
import io.clinker.configuration.Listeners;
import io.clinker.configuration.NodeSection;
import io.clinker.configuration.Problems;
import io.clinker.configuration.RetentionSection;
import io.dropwizard.core.Configuration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The configuration file; {@code server} and {@code logging} are Dropwizard's. */
public class ClinkerConfiguration extends Configuration {
  private static final List<String> COMPATIBILITIES = List.of("default", "strict");

  @JsonProperty private NodeSection node = new NodeSection();
  @JsonProperty private DatabaseSection database = new DatabaseSection();
  @JsonProperty private EngineSection engine = new EngineSection();
  @JsonProperty private AuthenticationSection authentication = new AuthenticationSection();
  @JsonProperty private KeystoneSection keystone = new KeystoneSection();
  @JsonProperty private ComputeSection compute = new ComputeSection();
  @JsonProperty private String compatibility = "default";
  @JsonProperty private List<BackendSection> backends = new ArrayList<>();
  @JsonProperty private FindingsSection findings = new FindingsSection();
  @JsonProperty private RetentionSection retention = new RetentionSection();
  @JsonProperty private @Nullable String publicEndpoint;
  @JsonProperty private boolean trustForwardedHeaders;
  @JsonProperty private String audit = AuditFilter.Extent.CHANGES.word();
  @JsonProperty private LimitsSection limits = new LimitsSection();

  public ClinkerConfiguration() {
    setServerFactory(Listeners.standard());
  }

  public NodeSection node() {
    return node;
  }

  public DatabaseSection database() {
    return database;
  }

  public EngineSection engine() {
    return engine;
  }

  public AuthenticationSection authentication() {
    return authentication;
  }

  public KeystoneSection keystone() {
    return keystone;
  }

  public ComputeSection compute() {
    return compute;
  }

  /** Whether Clinker behaves as Cinder even where it could do better. */
  public boolean strict() {
    return compatibility.equals("strict");
  }

  public List<BackendSection> backends() {
    return List.copyOf(backends);
  }

  public FindingsSection findings() {
    return findings;
  }

  public RetentionSection retention() {
    return retention;
  }

  /** The URL that clients use, if it differs from what their requests say. */
  public Optional<String> publicEndpoint() {
    return Optional.ofNullable(publicEndpoint)
        .map(url -> url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
  }

  /** Whether a proxy sets Forwarded or X-Forwarded-* itself, so that they can be believed. */
  public boolean trustForwardedHeaders() {
    return trustForwardedHeaders;
  }

  /** Which requests are written to the audit log. */
  public AuditFilter.Extent audit() {
    return Arrays.stream(AuditFilter.Extent.values())
        .filter(extent -> extent.word().equals(audit))
        .findFirst()
        .orElse(AuditFilter.Extent.CHANGES);
  }

  /** With noauth there are no services that could vouch for a request, so everybody may. */
  public boolean usersMayDetach() {
    return authentication.strategy().equals("noauth") || authentication.usersMayDetach();
  }

  public LimitsSection limits() {
    return limits;
  }

  /** Everything that is wrong, each with its key, its value and what is allowed. */
  public Problems check() {
    Problems problems = new Problems();
    node.check(problems);
    database.check(problems);
    engine.check(problems);
    authentication.check(problems);
    keystone.check(problems);
    if (authentication.strategy().equals("keystone")) {
      keystone.checkUsed(problems);
    }
    compute.check(problems, authentication.strategy());
    findings.check(problems);
    retention.check(problems);
    limits.check(problems);
    problems.requireOneOf("compatibility", compatibility, COMPATIBILITIES);
    problems.require(
        publicEndpoint == null || publicEndpoint.matches("https?://.+"),
        "publicEndpoint",
        publicEndpoint,
        "a URL that begins with http");
    problems.requireOneOf(
        "audit",
        audit,
        Arrays.stream(AuditFilter.Extent.values()).map(AuditFilter.Extent::word).toList());
    Set<String> names = new HashSet<>();
    for (int index = 0; index < backends.size(); index++) {
      BackendSection backend = backends.get(index);
      backend.check(problems, index);
      problems.require(
          names.add(backend.name()), "backends.name", backend.name(), "a name of its own");
    }
    Listeners.check(getServerFactory(), authentication, problems);
    return problems;
  }
}
