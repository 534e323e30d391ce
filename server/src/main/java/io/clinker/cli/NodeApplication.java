package io.clinker.cli;

import io.clinker.ClinkerApplication;
import io.clinker.ClinkerConfiguration;
import io.clinker.cli.dev.LauncherException;
import io.clinker.configuration.Problems.InvalidConfigurationException;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ServerCommand;
import io.dropwizard.core.setup.Bootstrap;
import java.net.BindException;
import java.util.Optional;
import net.sourceforge.argparse4j.inf.Namespace;

/**
 * The application as {@code clinker run} starts it: a start that fails for a reason the operator
 * can change says so in plain words, without a stack trace.
 */
final class NodeApplication extends ClinkerApplication {
  /** The framework's command of this class. */
  static final String COMMAND = "node";

  @Override
  public void initialize(Bootstrap<ClinkerConfiguration> bootstrap) {
    super.initialize(bootstrap);
    bootstrap.addCommand(new NodeCommand(this));
  }

  @Override
  protected void onFatalError(Throwable failure) {
    throw plainReason(failure)
        .map(reason -> new LauncherException(reason, failure))
        .map(RuntimeException.class::cast)
        .orElseGet(() -> new IllegalStateException("the node could not start", failure));
  }

  private static Optional<String> plainReason(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConfigurationException
          || cause instanceof InvalidConfigurationException
          || cause instanceof LauncherException) {
        return Optional.of(String.valueOf(cause.getMessage()).strip());
      }
      if (cause instanceof ClinkerException wrong && wrong.code() == ErrorCode.INVALID_INPUT) {
        return Optional.of("the configuration is wrong: " + wrong.getMessage());
      }
      if (cause instanceof BindException) {
        return Optional.of("a port is taken: " + failure.getMessage());
      }
    }
    return Optional.empty();
  }

  /** The server command; what went wrong is said once, by {@link #onFatalError}. */
  private static final class NodeCommand extends ServerCommand<ClinkerConfiguration> {
    NodeCommand(ClinkerApplication application) {
      super(application, COMMAND, "Runs a node");
    }

    @Override
    public void onError(Cli cli, Namespace namespace, Throwable failure) {}
  }
}
