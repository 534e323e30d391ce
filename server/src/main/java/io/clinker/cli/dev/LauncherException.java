package io.clinker.cli.dev;

/** A failure whose message is written for the person at the terminal: no stack trace is shown. */
public final class LauncherException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LauncherException(String message) {
    super(message);
  }

  public LauncherException(String message, Throwable cause) {
    super(message, cause);
  }
}
