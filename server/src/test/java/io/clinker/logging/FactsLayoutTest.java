package io.clinker.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropwizard.jackson.DiscoverableSubtypeResolver;
import io.dropwizard.logging.common.layout.DiscoverableLayoutFactory;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/** The layout as the configuration finds it. */
class FactsLayoutTest {
  private final LoggerContext context = new LoggerContext();
  private final ObjectMapper mapper =
      new ObjectMapper().setSubtypeResolver(new DiscoverableSubtypeResolver());

  @Test
  void theFactsOfALineAreInIt() throws Exception {
    LoggingEvent event = event("step failed");
    event.addKeyValuePair(new KeyValuePair("operation", "op-1"));
    event.addKeyValuePair(new KeyValuePair("attempt", 3));
    event.addKeyValuePair(new KeyValuePair("message", "not this one"));
    JsonNode line = written(event);
    assertThat(line.path("message").asText()).isEqualTo("step failed");
    assertThat(line.path("operation").asText()).isEqualTo("op-1");
    assertThat(line.path("attempt").intValue()).isEqualTo(3);
  }

  @Test
  void aLineWithoutFactsIsAsDropwizardWritesIt() throws Exception {
    assertThat(written(event("draining")).path("level").asText()).isEqualTo("INFO");
  }

  FactsLayoutTest() {
    context.setMDCAdapter(new LogbackMDCAdapter());
  }

  private LoggingEvent event(String message) {
    return new LoggingEvent(
        "FactsLayoutTest", context.getLogger("test"), Level.INFO, message, null, new Object[0]);
  }

  @SuppressWarnings("unchecked")
  private JsonNode written(LoggingEvent event) throws Exception {
    DiscoverableLayoutFactory<ch.qos.logback.classic.spi.ILoggingEvent> factory =
        mapper.readValue("{\"type\": \"json-facts\"}", DiscoverableLayoutFactory.class);
    var layout = factory.build(context, TimeZone.getTimeZone("UTC"));
    layout.start();
    String line = layout.doLayout(event);
    assertThat(line).endsWith("\n");
    return mapper.readTree(line);
  }
}
