package io.clinker;

import io.clinker.configuration.DatabaseSection;
import io.clinker.store.Database;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.db.DataSourceFactory;
import io.dropwizard.db.ManagedDataSource;
import io.dropwizard.util.Duration;
import org.apache.tomcat.jdbc.pool.DataSourceProxy;

/** Makes the pool of database connections; it does not touch the database. */
final class ConnectionPool {
  private ConnectionPool() {}

  static ManagedDataSource of(DatabaseSection section, Environment environment) {
    DataSourceFactory factory = new DataSourceFactory();
    factory.setDriverClass("com.mysql.cj.jdbc.Driver");
    factory.setUrl(section.url());
    factory.setUser(section.user());
    factory.setPassword(section.password());
    factory.setProperties(Database.CONNECTION_PROPERTIES);
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
    if (source instanceof DataSourceProxy pool) {
      // Nobody here compares statements that are closed, and a proxy would be made for each.
      pool.setUseStatementFacade(false);
    }
    environment.lifecycle().manage(source);
    return source;
  }
}
