package io.clinker.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.clinker.ClinkerApplication;
import io.clinker.ClinkerConfiguration;
import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.core.setup.Bootstrap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.text.StringSubstitutor;

/** Reads configurations exactly as the service does when it starts. */
final class Loading {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Bootstrap<ClinkerConfiguration> BOOTSTRAP = bootstrap();

  private Loading() {}

  private static Bootstrap<ClinkerConfiguration> bootstrap() {
    ClinkerApplication application = new ClinkerApplication();
    Bootstrap<ClinkerConfiguration> bootstrap = new Bootstrap<>(application);
    application.initialize(bootstrap);
    return bootstrap;
  }

  /** What came of a text: a configuration, or what is wrong with it. */
  record Result(ClinkerConfiguration configuration, List<String> problems) {}

  static Result load(String text) {
    try {
      ClinkerConfiguration configuration =
          BOOTSTRAP
              .getConfigurationFactoryFactory()
              .create(
                  ClinkerConfiguration.class,
                  BOOTSTRAP.getValidatorFactory().getValidator(),
                  BOOTSTRAP.getObjectMapper(),
                  "dw")
              .build(
                  // Variables are filled in by whoever calls.
                  path -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                  "clinker.yml");
      return new Result(configuration, configuration.check().found());
    } catch (ConfigurationException e) {
      return new Result(new ClinkerConfiguration(), List.of(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An example with its variables filled in and its secret files below {@code secrets}. */
  static String example(Path file, Path secrets, Map<String, String> variables) {
    try {
      for (String name : List.of("database.password", "engine.key")) {
        Files.writeString(secrets.resolve(name), "not a secret\n");
      }
      return new StringSubstitutor(variables)
          .setEnableUndefinedVariableException(true)
          .replace(Files.readString(file))
          .replaceAll("/(etc/clinker|run/secrets)/", secrets + "/");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode tree(String text) {
    try {
      return YAML.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
