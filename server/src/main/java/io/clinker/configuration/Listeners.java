package io.clinker.configuration;

import io.dropwizard.core.server.AbstractServerFactory;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.core.server.ServerFactory;
import io.dropwizard.core.server.SimpleServerFactory;
import io.dropwizard.jetty.ConnectorFactory;
import io.dropwizard.jetty.GzipHandlerFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jetty.http.UriCompliance;

/** Where the service listens, and how its HTTP server is set up. */
public final class Listeners {
  /** The port of Cinder. */
  public static final int API_PORT = 8776;

  public static final int ADMIN_PORT = 8778;
  private static final int SLOWEST_READER = 1024;
  private static final String LOOPBACK = "127.0.0.1";

  private Listeners() {}

  /** Both ports on loopback. */
  public static ServerFactory standard() {
    DefaultServerFactory factory = new DefaultServerFactory();
    HttpConnectorFactory api = (HttpConnectorFactory) HttpConnectorFactory.application();
    api.setPort(API_PORT);
    HttpConnectorFactory admin = (HttpConnectorFactory) HttpConnectorFactory.admin();
    admin.setPort(ADMIN_PORT);
    factory.setApplicationConnectors(List.of(api));
    factory.setAdminConnectors(List.of(admin));
    return factory;
  }

  /**
   * Settings that the API depends on, whatever the file says: faults are only ever Cinder's, one
   * thread of the pool serves a request, and an address that is not given is loopback.
   */
  public static void adjust(ServerFactory server) {
    connectors(server).forEach(Listeners::adjust);
    if (server instanceof AbstractServerFactory factory) {
      factory.setRegisterDefaultExceptionMappers(false);
      factory.setEnableThreadNameFilter(false);
      // Patch, head and options too: the router answers them as Cinder's does.
      factory.setAllowedMethods(
          Set.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"));
      GzipHandlerFactory plain = new GzipHandlerFactory();
      plain.setEnabled(false);
      factory.setGzipFilterFactory(plain);
      factory.setMinThreads(4);
      factory.setShutdownGracePeriod(Duration.seconds(5));
    }
    if (server instanceof DefaultServerFactory factory) {
      factory.setAdminMinThreads(1);
      factory.setAdminMaxThreads(16);
    }
  }

  private static void adjust(HttpConnectorFactory connector) {
    if (connector.getBindHost() == null) {
      connector.setBindHost(LOOPBACK);
    }
    if (connector.getMinResponseDataPerSecond().toBytes() == 0) {
      // A client that reads an answer a byte at a time keeps a thread.
      connector.setMinResponseDataPerSecond(DataSize.bytes(SLOWEST_READER));
    }
    // A metadata key may hold a slash, which clients send as %2F.
    connector.setUriCompliance(UriCompliance.UNSAFE);
  }

  /** Refuses to give every caller administrator's rights to more than this machine. */
  public static void check(
      ServerFactory server, AuthenticationSection authentication, Problems problems) {
    if (!authentication.strategy().equals("noauth")
        || (authentication.allowNoauthOnPublicAddress()
            && authentication.everyCallerIsAdministrator())) {
      return;
    }
    connectors(server)
        .map(HttpConnectorFactory::getBindHost)
        .filter(host -> host != null && !isLoopback(host))
        .forEach(
            host ->
                problems.add(
                    "server.applicationConnectors.bindHost",
                    host,
                    "a loopback address, because authentication.strategy is noauth, which makes"
                        + " every caller an administrator (or set both"
                        + " authentication.allowNoauthOnPublicAddress and"
                        + " authentication.everyCallerIsAdministrator)"));
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static Stream<HttpConnectorFactory> connectors(ServerFactory server) {
    List<ConnectorFactory> all = new ArrayList<>();
    if (server instanceof DefaultServerFactory factory) {
      all.addAll(factory.getApplicationConnectors());
      all.addAll(factory.getAdminConnectors());
    } else if (server instanceof SimpleServerFactory factory) {
      all.add(factory.getConnector());
    }
    return all.stream()
        .filter(HttpConnectorFactory.class::isInstance)
        .map(HttpConnectorFactory.class::cast);
  }
}
