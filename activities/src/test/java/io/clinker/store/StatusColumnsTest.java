package io.clinker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.model.OperationId;
import io.clinker.model.VolumeId;
import io.clinker.store.testing.Rig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What SQL does with statuses that is easily got wrong. */
class StatusColumnsTest {
  @AutoClose private final Rig rig = new Rig();

  /**
   * SQL drops rows with NULL from "not equal", so no such column may stand in one. Statuses
   * are texts: what is compared with a number is not one of them, as that of an HTTP answer.
   */
  @Test
  @Shows("A-13")
  void noStatusThatMayBeNullStandsInANotEqual() throws IOException {
    List<String> columns = columns("YES");
    assertThat(columns).contains("previous_status", "migration_status");
    assertThat(columns("NO")).contains("status", "attach_status", "state");
    Pattern notEqual =
        Pattern.compile(
            "\\b(%s)\\b\\s*(<>|!=(?!\\s*(null|\\d))|not\\s+(in|like))"
                .formatted(String.join("|", columns)),
            Pattern.CASE_INSENSITIVE);
    assertThat(notEqual.matcher("where previous_status <> 'x'").find()).isTrue();
    try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
      for (Path file : files.filter(StatusColumnsTest::holdsSql).collect(Collectors.toList())) {
        assertThat(notEqual.matcher(Files.readString(file)).results().map(hit -> hit.group()))
            .as("not equal in %s", file)
            .isEmpty();
      }
    }
  }

  private static boolean holdsSql(Path file) {
    return file.toString().endsWith(".java") || file.toString().endsWith(".sql");
  }

  /** Status columns of the whole schema. */
  private List<String> columns(String nullable) {
    return rig.database()
        .read(
            handle ->
                handle
                    .createQuery(
                        """
                        select distinct column_name from information_schema.columns
                        where table_schema = database() and is_nullable = ?
                          and (column_name like '%status' or column_name = 'state')
                        """)
                    .bind(0, nullable)
                    .mapTo(String.class)
                    .list());
  }

  /** MySQL sets columns from left to right; the status before is the old one all the same. */
  @Test
  @Shows("A-14")
  void theStatusBeforeIsTheOldOne() {
    rig.backend("b1", 10);
    VolumeId id = rig.volume(1);
    for (String before : List.of("available", "error", "error_extending")) {
      rig.database()
          .inTransaction(
              handle -> {
                rig.stores()
                    .volumes()
                    .setStatus(
                        handle, id, before, "detached", java.util.Map.of(), rig.database().now());
                VolumeRow row = rig.stores().volumes().lock(handle, id).orElseThrow();
                rig.stores()
                    .volumes()
                    .hold(handle, row, OperationId.random(), "deleting", rig.database().now());
                return true;
              });
      VolumeRow held = rig.row(id);
      assertThat(held.status()).isEqualTo("deleting");
      assertThat(held.previousStatus()).isEqualTo(before);
    }
  }
}
