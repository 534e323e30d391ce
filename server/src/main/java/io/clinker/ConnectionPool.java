package io.clinker;

import io.clinker.configuration.DatabaseSection;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.db.DataSourceFactory;
import io.dropwizard.db.ManagedDataSource;
import io.dropwizard.util.Duration;
import java.util.Map;

/** Makes the pool of database connections; it does not touch the database. */
final class ConnectionPool {
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "connectionTimeZone", "UTC",
          "forceConnectionTimeZoneToSession", "true",
          "characterEncoding", "UTF-8",
          "useLocalSessionState", "true",
          "cachePrepStmts", "true",
          "cacheServerConfiguration", "true",
          "rewriteBatchedStatements", "true",
          "connectTimeout", "2000",
          "socketTimeout", "10000",
          "tcpKeepAlive", "true");

  private ConnectionPool() {}

  static ManagedDataSource of(DatabaseSection section, Environment environment) {
    DataSourceFactory factory = new DataSourceFactory();
    factory.setDriverClass("com.mysql.cj.jdbc.Driver");
    factory.setUrl(section.url());
    factory.setUser(section.user());
    factory.setPassword(section.password());
    factory.setProperties(PROPERTIES);
    factory.setInitialSize(0);
    factory.setMinSize(section.minimumConnections());
    factory.setMaxSize(section.maximumConnections());
    factory.setMaxWaitForConnection(Duration.milliseconds(section.connectionWait().toMillis()));
    factory.setValidationQuery("select 1");
    factory.setCheckConnectionOnBorrow(true);
    factory.setCheckConnectionWhileIdle(false);
    factory.setValidationInterval(Duration.seconds(5));
    factory.setAutoCommitByDefault(true);
    ManagedDataSource source = factory.build(environment.metrics(), "database");
    environment.lifecycle().manage(source);
    return source;
  }
}
