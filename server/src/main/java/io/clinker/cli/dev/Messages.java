package io.clinker.cli.dev;

import com.google.errorprone.annotations.FormatMethod;
import java.io.PrintStream;
import java.util.Locale;

/** What the launcher says at the terminal, a line at a time. */
public record Messages(PrintStream out) {
  @FormatMethod
  public void say(String format, Object... facts) {
    out.println(String.format(Locale.ROOT, format, facts));
    out.flush();
  }
}
