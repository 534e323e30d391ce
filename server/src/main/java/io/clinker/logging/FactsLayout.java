package io.clinker.logging;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.dropwizard.logging.json.EventJsonLayoutBaseFactory;
import io.dropwizard.logging.json.layout.EventJsonLayout;
import io.dropwizard.logging.json.layout.JsonFormatter;
import io.dropwizard.logging.json.layout.TimestampFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * One JSON object per line as Dropwizard writes it, and in it the facts that the logging statement
 * names: a constant message says little without them. A fact never replaces a member that every
 * line has. May be used from any thread.
 */
final class FactsLayout extends EventJsonLayout {
  FactsLayout(
      EventJsonLayoutBaseFactory settings,
      JsonFormatter json,
      TimestampFormatter times,
      ThrowableHandlingConverter throwables) {
    super(
        json,
        times,
        throwables,
        settings.getIncludes(),
        settings.getCustomFieldNames(),
        settings.getAdditionalFields(),
        settings.getIncludesMdcKeys(),
        settings.isFlattenMdc());
  }

  @Override
  protected Map<String, Object> toJsonMap(ILoggingEvent event) {
    Map<String, Object> line = new LinkedHashMap<>(super.toJsonMap(event));
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair fact : event.getKeyValuePairs()) {
        line.putIfAbsent(fact.key, member(fact.value));
      }
    }
    return line;
  }

  private static Object member(@Nullable Object value) {
    return value instanceof Number || value instanceof Boolean ? value : String.valueOf(value);
  }
}
