package io.clinker.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.dropwizard.logging.json.EventJsonLayoutBaseFactory;
import java.util.TimeZone;

/**
 * The layout {@code json-facts} of the logging configuration: Dropwizard's {@code json}, with the
 * same settings, which leaves out the key-value pairs of a line.
 */
@JsonTypeName("json-facts")
public final class FactsLayoutFactory extends EventJsonLayoutBaseFactory {
  @Override
  public LayoutBase<ILoggingEvent> build(LoggerContext context, TimeZone timeZone) {
    FactsLayout layout =
        new FactsLayout(
            this,
            createDropwizardJsonFormatter(),
            createTimestampFormatter(timeZone),
            createThrowableProxyConverter(context));
    layout.setContext(context);
    return layout;
  }
}
