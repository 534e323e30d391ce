package io.clinker.clients;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * HTTP calls that end in time, whatever the other side does: connect, headers and body together.
 */
public final class TimedHttp implements AutoCloseable {
  private final HttpClient client;

  private TimedHttp(HttpClient client) {
    this.client = client;
  }

  /**
   * @param connect for the connection alone
   * @param authorities a PEM file with the certificates to trust in place of the machine's
   */
  public static TimedHttp open(Duration connect, Optional<Path> authorities) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connect);
    authorities.ifPresent(file -> builder.sslContext(trusting(file)));
    return new TimedHttp(builder.build());
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request, Deadline deadline)
      throws IdentityException {
    Duration left = deadline.left();
    if (left.isNegative() || left.isZero()) {
      throw new IdentityException("no answer in time");
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request.timeout(left).build(), BodyHandlers.ofByteArray());
    try {
      // The limit of the request ends with the headers of the answer, this one with its body.
      return answer.get(left.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IdentityException("no answer in time", e);
    } catch (ExecutionException e) {
      throw new IdentityException("no answer: " + e.getCause(), e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new IdentityException("stopped while waiting", e);
    }
  }

  private static SSLContext trusting(Path file) {
    try (InputStream pem = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("authority-" + number++, each);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot read certificates of " + file, e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
