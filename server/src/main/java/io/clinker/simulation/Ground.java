package io.clinker.simulation;

import io.clinker.admission.Admission;
import io.clinker.admission.AdmissionService;
import io.clinker.admission.AdmissionSettings;
import io.clinker.driver.Capability;
import io.clinker.driver.Driver;
import io.clinker.oracle.RowSource;
import io.clinker.store.Database;
import io.clinker.store.NodeRegistry;
import io.clinker.store.OpenOperations;
import io.clinker.store.Stores;
import io.clinker.store.faults.FaultyDataSource;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * The database that the schedules of one lane share, one after the other, and what stands on it.
 */
final class Ground {
  static final String PROJECT = "0123456789abcdef0123456789abcdef";

  /** What a schedule leaves, children first. */
  private static final List<String> LEFT =
      List.of(
          "operation_step",
          "pin",
          "intent",
          "observation",
          "finding",
          "inventory_pass",
          "message",
          "idempotency",
          "attachment",
          "snapshot",
          "volume",
          "operation",
          "pool",
          "quota_limit");

  private final CommitFates fates = new CommitFates();
  private final Stores stores = Stores.create();
  private final Database database;
  private final Admission admission;

  Ground(DataSource source, UnaryOperator<Admission> around) {
    this.database =
        new Database(
            new FaultyDataSource(source, fates),
            InstantSource.system(),
            Database.Settings.standard());
    AdmissionService.prepare(database, stores);
    this.admission =
        around.apply(
            new AdmissionService(database, stores, new AllLive(), AdmissionSettings.standard()));
  }

  /** Takes away what the schedule before has left, and gives this one its backend and its quota. */
  void prepare(Schedule.Setting setting, String backend, Driver driver) {
    database
        .jdbi()
        .useHandle(handle -> LEFT.forEach(table -> handle.execute("delete from " + table)));
    NodeRegistry registry = new NodeRegistry(database.jdbi());
    NodeRegistry.Backend described =
        new NodeRegistry.Backend(
            backend,
            driver.description().driver(),
            AdmissionSettings.standard().defaultZone(),
            0,
            1,
            driver.description());
    registry.describe(described);
    registry.reportPools(
        described,
        driver.pools(),
        driver.description().capabilities().contains(Capability.THIN),
        registry.reports(backend));
    limit("volumes", setting.volumes());
    limit("snapshots", -1);
    limit("gigabytes", -1);
  }

  private void limit(String resource, long most) {
    database.inTransaction(
        handle -> {
          stores.quotas().setLimit(handle, PROJECT, resource, most);
          return true;
        });
  }

  CommitFates fates() {
    return fates;
  }

  Database database() {
    return database;
  }

  Jdbi jdbi() {
    return database.jdbi();
  }

  Admission admission() {
    return admission;
  }

  OpenOperations operations() {
    return new OpenOperations(database.jdbi());
  }

  RowSource rows() {
    return new RowSource(database.jdbi());
  }
}
