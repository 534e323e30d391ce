package io.clinker.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Schemathesis from PyPI: makes requests out of the description of the API, right ones and wrong
 * ones, and holds every answer to it. What it asks for, it gets: volumes are made and deleted,
 * types and quotas changed.
 */
public final class Schemathesis {
  private static final String PROJECT = "0123456789abcdef0123456789abcdef";
  private static final String CHECKS =
      "not_a_server_error,status_code_conformance,content_type_conformance,"
          + "response_schema_conformance";

  /** That it cannot be done now is an answer that the API promises; no other 5xx is. */
  private static final String SETTINGS =
      """
      [checks]
      not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", 503]
      """;

  private static final int REQUESTS_PER_ENDPOINT = 25;
  private static final Duration LONGEST_REQUEST = Duration.ofMinutes(6);

  private final Path programs;
  private final PrintWriter out;

  /**
   * @param programs where it is installed
   */
  public Schemathesis(Path programs, PrintWriter out) {
    this.programs = programs;
    this.out = out;
  }

  /**
   * Asks a running service that knows its callers by {@code noauth}.
   *
   * @param seed the same seed and description give the same requests
   * @return whether no answer was a 5xx other than 503, and each was as the description says
   */
  public boolean run(URI api, Duration time, long seed) throws IOException, InterruptedException {
    Path settings = Files.createTempFile("schemathesis-", ".toml");
    Files.writeString(settings, SETTINGS);
    Process process =
        new ProcessBuilder(
                List.of(
                    programs.resolve("schemathesis").toString(),
                    "--no-color",
                    "--config-file",
                    settings.toString(),
                    "run",
                    api + "/openapi.yaml",
                    "--header",
                    "X-Auth-Token: conformance:" + PROJECT,
                    "--header",
                    "OpenStack-API-Version: volume latest",
                    "--checks",
                    CHECKS,
                    "--phases",
                    "coverage,fuzzing",
                    "--continue-on-failure",
                    "--max-examples",
                    Integer.toString(REQUESTS_PER_ENDPOINT),
                    "--max-time",
                    Long.toString(time.toSeconds()),
                    "--request-timeout",
                    Long.toString(LONGEST_REQUEST.toSeconds()),
                    "--seed",
                    Long.toString(seed),
                    "--warnings",
                    "off"))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines = process.inputReader()) {
      lines.lines().forEach(out::println);
    } finally {
      process.destroy();
      Files.delete(settings);
    }
    out.flush();
    return process.waitFor() == 0;
  }
}
