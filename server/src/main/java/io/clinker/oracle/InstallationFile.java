package io.clinker.oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.clinker.configuration.BackendSection;
import io.clinker.configuration.DatabaseSection;
import io.clinker.configuration.NodeSection;
import io.dropwizard.configuration.EnvironmentVariableSubstitutor;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jdbi.v3.core.Jdbi;

/**
 * The parts of a node's configuration that the oracle needs: database, backends, where the API is.
 */
public record InstallationFile(
    DatabaseSection database, List<Backends.Settings> backends, String host, URI api) {
  private static final Map<String, String> CONNECTION =
      Map.of(
          "connectionTimeZone", "UTC",
          "forceConnectionTimeZoneToSession", "true",
          "characterEncoding", "UTF-8",
          "connectTimeout", "2000",
          "socketTimeout", "60000");

  /** Reads the file as a node would. */
  public static InstallationFile read(Path file) throws IOException {
    ObjectMapper mapper =
        YAMLMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    JsonNode root;
    try (InputStream text =
        new SubstitutingSourceProvider(
                new FileConfigurationSourceProvider(), new EnvironmentVariableSubstitutor(false))
            .open(file.toString())) {
      root = mapper.readTree(text);
    }
    List<Backends.Settings> backends = new ArrayList<>();
    for (JsonNode node : root.path("backends")) {
      BackendSection section = mapper.treeToValue(node, BackendSection.class);
      backends.add(
          new Backends.Settings(
              section.name(), section.driver(), new LinkedHashMap<>(section.options())));
    }
    return new InstallationFile(
        section(mapper, root, "database", DatabaseSection.class, new DatabaseSection()),
        List.copyOf(backends),
        section(mapper, root, "node", NodeSection.class, new NodeSection()).host(),
        api(root.path("server").path("applicationConnectors").path(0)));
  }

  private static <T> T section(
      ObjectMapper mapper, JsonNode root, String key, Class<T> type, T otherwise)
      throws JsonProcessingException {
    return root.hasNonNull(key) ? mapper.treeToValue(root.get(key), type) : otherwise;
  }

  private static URI api(JsonNode connector) {
    String host = connector.path("bindHost").asText("127.0.0.1");
    String reachable = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    String scheme = connector.path("type").asText("http").equals("https") ? "https" : "http";
    return URI.create(
        "%s://%s:%d".formatted(scheme, reachable, connector.path("port").asInt(8776)));
  }

  /** A way into the database, a connection for each use. */
  public Jdbi jdbi() {
    Properties properties = new Properties();
    properties.putAll(CONNECTION);
    properties.setProperty("user", database.user());
    properties.setProperty("password", database.password());
    return Jdbi.create(database.url(), properties);
  }
}
