package io.clinker.cli.dev;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One short GET, for asking a part whether it serves. */
final class Http {
  private static final int LIMIT_MILLIS = 3_000;

  private Http() {}

  /** Status and beginning of the body of an answer. */
  record Answer(int status, String body) {}

  static Answer get(String address) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(address).toURL().openConnection();
    connection.setConnectTimeout(LIMIT_MILLIS);
    connection.setReadTimeout(LIMIT_MILLIS);
    connection.setUseCaches(false);
    try {
      int status = connection.getResponseCode();
      InputStream body = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
      if (body == null) {
        return new Answer(status, "");
      }
      try (body) {
        return new Answer(status, new String(body.readNBytes(8192), StandardCharsets.UTF_8));
      }
    } finally {
      connection.disconnect();
    }
  }
}
