package io.clinker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.admission.AdmissionService;
import io.clinker.cases.Shows;
import io.clinker.model.OperationId;
import io.clinker.model.VolumeId;
import io.clinker.operations.OperationState;
import io.clinker.store.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The schema is expanded first and contracted later: while nodes are exchanged one by one, the
 * build before works on the schema of the build after. A migration whose name ends in {@code
 * __contract} takes away what no build needs any more, and says in its first line since which
 * version that is.
 */
class MigrationsTest {
  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
  private static final String FIRST = "V0001__";
  private static final String CONTRACT = "__contract.sql";

  private static final String OLD = "00000000-0000-4000-8000-000000000001";

  /** As the first release wrote them. */
  private static final List<String> ROWS_OF_OLD =
      List.of(
          "insert into volume_type (id, name, is_public, extra_specs, created_at)"
              + " values ('t', 'old', true, '{}', now(6))",
          "insert into volume (id, project_id, user_id, size_gib, status, attach_status,"
              + " volume_type_id, availability_zone, metadata, admin_metadata, image_metadata,"
              + " fence, created_at) values ('%s', 'p', 'u', 7, 'available', 'detached', 't',"
                  .formatted(OLD)
              + " 'nova', '{}', '{}', '{}', 3, now(6))",
          "insert into operation (id, kind, resource_kind, resource_id, project_id, user_id,"
              + " request_id, state, request, run, workflow_id, engine_run_id, deadline_seconds,"
              + " admitted_at, updated_at) values ('%1$s', 'volume-extend', 'volume', '%1$s', 'p',"
                  .formatted(OLD)
              + " 'u', 'r', 'running', '{}', 1, 'w', 'e', 60, now(6), now(6))");

  /** What the build before trips over, and why. */
  private static final Map<Pattern, String> BREAKS =
      Map.of(
          Pattern.compile("\\bdrop\\s+(table|column|view)\\b"),
          "the build before still uses it",
          Pattern.compile("\\brename\\b"),
          "the build before knows the old name only",
          Pattern.compile("\\balter\\s+table\\b.*\\b(modify|change)\\b"),
          "the build before writes what the old definition allows",
          Pattern.compile("\\badd\\s+(unique|constraint|foreign|check|primary)\\b"),
          "the build before does not know the rule",
          Pattern.compile("\\bcreate\\s+unique\\b"),
          "the build before does not know the rule",
          Pattern.compile(
              "\\badd\\s+(?!index\\b|key\\b)[^,]*\\bnot\\s+null\\b(?![^,]*\\b(default|as)\\b)"),
          "the build before does not set the column");

  @Test
  @Shows("M-2")
  void theBuildBeforeWorksOnTheSchemaOfTheBuildAfter() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path file : files()) {
      String name = file.getFileName().toString();
      if (name.startsWith(FIRST) || name.endsWith(CONTRACT)) {
        continue;
      }
      statements(Files.readString(file)).forEach(statement -> look(name, statement, broken));
    }
    assertThat(broken).isEmpty();
  }

  /** However many releases are left out: rows of the first schema are there under the newest. */
  @ParameterizedTest
  @MethodSource("versions")
  @Shows("M-5")
  void everyEarlierSchemaIsBroughtUpWithItsRows(String version) {
    try (TestDatabase database = TestDatabase.createEmpty()) {
      Flyway.configure()
          .dataSource(database.dataSource())
          .locations("classpath:db/migration")
          .outOfOrder(true)
          .target(version)
          .load()
          .migrate();
      ROWS_OF_OLD.forEach(database::run);

      AdmissionService.prepare(database.database(), Stores.create());

      Stores stores = Stores.create();
      VolumeRow volume =
          database
              .database()
              .read(handle -> stores.volumes().find(handle, new VolumeId(OLD), "p"))
              .orElseThrow();
      assertThat(volume.sizeGib()).isEqualTo(7);
      assertThat(volume.status()).isEqualTo("available");
      OperationRow operation =
          database
              .database()
              .read(handle -> stores.operations().find(handle, new OperationId(OLD)))
              .orElseThrow();
      assertThat(operation.state()).isEqualTo(OperationState.RUNNING);
    }
  }

  /** A node that dies between two statements of a migration, or before it could write it down. */
  @ParameterizedTest
  @MethodSource("versions")
  @Shows("M-5")
  void aMigrationThatWasLeftInTheMiddleIsGoneOnWith(String version) {
    try (TestDatabase database = TestDatabase.create()) {
      long all = made(database);
      database.run("delete from flyway_schema_history where version >= '%s'".formatted(version));
      List<String> tables = tables(database);

      database.database().migrate();

      assertThat(made(database)).isEqualTo(all);
      assertThat(tables(database)).isEqualTo(tables);
    }
  }

  @Test
  void oneThatFailedIsTriedAgain() {
    try (TestDatabase database = TestDatabase.create()) {
      long all = made(database);
      database.run(
          "update flyway_schema_history set success = 0 order by installed_rank desc limit 1");

      database.database().migrate();

      assertThat(made(database)).isEqualTo(all);
    }
  }

  /** It says nothing of what the migration would do here. */
  @Test
  void aFailureOfAnotherNodeThatComesInBetweenIsTriedAgain() {
    try (TestDatabase database = TestDatabase.create()) {
      long all = made(database);

      new SchemaChanges(onceFailedElsewhere(database), Jdbi.create(database.dataSource())).make();

      assertThat(made(database)).isEqualTo(all);
    }
  }

  /** A third node has tidied before this one could see whose failure it was. */
  @Test
  void aFailureOfAnotherNodeThatIsTidiedAwayAtOnceIsTriedAgain() {
    try (TestDatabase database = TestDatabase.create()) {
      long all = made(database);
      AtomicInteger looks = new AtomicInteger();
      DataSource tidiedElsewhere =
          new WrappedDataSource(database.dataSource()) {
            @Override
            protected Connection wrapped(Connection connection) {
              if (looks.incrementAndGet() == 2) {
                database.run("delete from flyway_schema_history where success = 0");
              }
              return connection;
            }
          };

      new SchemaChanges(onceFailedElsewhere(database), Jdbi.create(tidiedElsewhere)).make();

      assertThat(looks.get()).isGreaterThan(1);
      assertThat(made(database)).isEqualTo(all);
    }
  }

  private static DataSource onceFailedElsewhere(TestDatabase database) {
    AtomicBoolean came = new AtomicBoolean();
    return new WrappedDataSource(database.dataSource()) {
      @Override
      protected Connection wrapped(Connection connection) {
        if (!came.getAndSet(true)) {
          database.run(
              "update flyway_schema_history set success = 0"
                  + " order by installed_rank desc limit 1");
        }
        return connection;
      }
    };
  }

  private static long made(TestDatabase database) {
    return database
        .database()
        .read(
            handle ->
                handle
                    .createQuery("select count(*) from flyway_schema_history where success")
                    .mapTo(Long.class)
                    .one());
  }

  private static List<String> tables(TestDatabase database) {
    return database
        .database()
        .read(
            handle ->
                handle
                    .createQuery(
                        "select concat_ws(' ', table_name, column_name, column_type, column_key)"
                            + " from information_schema.columns where table_schema = database()"
                            + " order by table_name, ordinal_position")
                    .mapTo(String.class)
                    .list());
  }

  private static Stream<String> versions() throws IOException {
    return files().stream()
        .map(file -> file.getFileName().toString())
        .map(name -> name.substring(1, name.indexOf("__")));
  }

  @Test
  void aContractionSaysSinceWhen() throws IOException {
    for (Path file : files()) {
      if (file.getFileName().toString().endsWith(CONTRACT)) {
        assertThat(Files.readAllLines(file).getFirst()).startsWith("-- Not used since ");
      }
    }
  }

  @Test
  void theRuleFindsWhatBreaks() {
    for (String statement :
        List.of(
            "alter table volume drop column name",
            "drop table pin",
            "alter table volume rename column name to title",
            "alter table volume modify name varchar(10)",
            "alter table volume add unique key u (name)",
            "create unique index u on volume (name)",
            "alter table volume add column a int not null")) {
      List<String> broken = new ArrayList<>();
      look("x", statement, broken);
      assertThat(broken).as(statement).isNotEmpty();
    }
    for (String statement :
        List.of(
            "alter table volume add column a int null",
            "alter table volume add column a int not null default 0, add column b text",
            "alter table volume add index i (name)",
            "create table other (id int not null)",
            "create index i on volume (name)")) {
      List<String> broken = new ArrayList<>();
      look("x", statement, broken);
      assertThat(broken).as(statement).isEmpty();
    }
  }

  private static void look(String name, String statement, List<String> broken) {
    BREAKS.forEach(
        (pattern, why) -> {
          if (pattern.matcher(statement).find()) {
            broken.add("%s: '%s': %s".formatted(name, statement, why));
          }
        });
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
      assertThat(found).isNotEmpty();
      return found;
    }
  }

  private static List<String> statements(String text) {
    return Arrays.stream(text.replaceAll("--[^\n]*", "").split(";", -1))
        .map(statement -> statement.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT))
        .filter(statement -> !statement.isEmpty())
        .toList();
  }
}
