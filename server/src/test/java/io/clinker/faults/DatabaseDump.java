package io.clinker.faults;

import io.clinker.configuration.DatabaseSection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** All rows of an installation that rests, kept beside them, to put them back later. */
final class DatabaseDump {
  private static final String PREFIX = "dump_of_";

  private final Jdbi jdbi;

  DatabaseDump(DatabaseSection database) {
    this.jdbi = Jdbi.create(database.url(), database.user(), database.password());
  }

  void take() {
    jdbi.useHandle(
        handle -> {
          for (String table : tables(handle)) {
            handle.execute("drop table if exists " + PREFIX + table);
            handle.execute(
                "create table %s%s as select %s from %s"
                    .formatted(PREFIX, table, columns(handle, table), table));
          }
        });
  }

  /** Nothing may use the database meanwhile. */
  void putBack() {
    jdbi.useHandle(
        handle -> {
          for (String table : tables(handle)) {
            String columns = columns(handle, table);
            handle.execute("delete from " + table);
            handle.execute(
                "insert into %s (%s) select %s from %s%s"
                    .formatted(table, columns, columns, PREFIX, table));
            handle.execute("drop table " + PREFIX + table);
          }
        });
  }

  private static List<String> tables(Handle handle) {
    return handle
        .createQuery(
            "select table_name from information_schema.tables where table_schema = database()"
                + " and table_name not like 'flyway%' and table_name not like 'dump%'")
        .mapTo(String.class)
        .list();
  }

  private static String columns(Handle handle, String table) {
    return String.join(
        ", ",
        handle
            .createQuery(
                "select column_name from information_schema.columns where table_schema = database()"
                    + " and table_name = ? and extra not like '%GENERATED%' order by ordinal_position")
            .bind(0, table)
            .mapTo(String.class)
            .list());
  }
}
