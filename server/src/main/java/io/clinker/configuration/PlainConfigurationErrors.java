package io.clinker.configuration;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.configuration.ConfigurationParsingException;
import io.dropwizard.configuration.YamlConfigurationFactory;
import io.dropwizard.util.Duration;
import jakarta.validation.Validator;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration file as Dropwizard does, but says of a value that cannot be read what it
 * is and what is allowed.
 *
 * @param <T> the configuration
 */
public final class PlainConfigurationErrors<T> extends YamlConfigurationFactory<T> {
  public PlainConfigurationErrors(
      Class<T> type, Validator validator, ObjectMapper mapper, String propertyPrefix) {
    super(
        type,
        validator,
        mapper.copy().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES),
        propertyPrefix);
  }

  @Override
  protected T build(JsonNode node, String path) throws IOException, ConfigurationException {
    try {
      return super.build(node, path);
    } catch (ConfigurationParsingException e) {
      if (e.getCause() instanceof JsonMappingException cause
          && !(cause instanceof UnrecognizedPropertyException)) {
        throw new WrongValueException(path, describe(node, cause), e);
      }
      throw e;
    }
  }

  private static String describe(JsonNode file, JsonMappingException cause) {
    StringBuilder key = new StringBuilder();
    JsonNode value = file;
    for (JsonMappingException.Reference step : cause.getPath()) {
      String name = step.getFieldName();
      if (name == null) {
        key.append('[').append(step.getIndex()).append(']');
        value = value.path(step.getIndex());
      } else {
        key.append(key.isEmpty() ? "" : ".").append(name);
        value = value.path(name);
      }
    }
    Problems problems = new Problems();
    problems.add(key.toString(), value.isTextual() ? value.asText() : value, allowed(cause));
    return problems.found().getFirst();
  }

  private static String allowed(JsonMappingException cause) {
    Class<?> type = null;
    if (cause instanceof MismatchedInputException mismatch) {
      type = mismatch.getTargetType();
    } else if (cause instanceof ValueInstantiationException unmade) {
      type = unmade.getType().getRawClass();
    }
    return type == null ? cause.getOriginalMessage() : words(type);
  }

  private static String words(Class<?> type) {
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
      return "a whole number";
    }
    if (type == double.class || type == Double.class) {
      return "a number";
    }
    if (type == String.class) {
      return "a text";
    }
    if (type == Duration.class) {
      return "a duration such as 30s, 5m or 2d";
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    return Map.class.isAssignableFrom(type) || !type.isPrimitive()
        ? "a group of keys"
        : type.getSimpleName();
  }

  /** A value that cannot be read. */
  private static final class WrongValueException extends ConfigurationException {
    private static final long serialVersionUID = 1L;

    WrongValueException(String path, String problem, @Nullable Throwable cause) {
      super(path, List.of(problem), cause);
    }
  }
}
