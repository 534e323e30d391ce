package io.clinker.races;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.store.testing.GaleraCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same races where each of three nodes writes to a database server of its own, which are one
 * Galera cluster: L-2 to L-4; with {@code -Dclinker.races=true}.
 */
@EnabledIfSystemProperty(named = "clinker.races", matches = "true")
@Shows({"L-2", "L-3", "L-4"})
class GaleraRacesIT extends RaceTests {
  private static final String SCHEMA = "clinker";
  private static final List<String> TABLES =
      List.of("volume", "snapshot", "attachment", "operation", "pin", "intent");

  @TempDir static Path folder;

  private GaleraCluster cluster;

  @Override
  Field open() throws Exception {
    // What clients read must be what others were told was done; what is safe does not hang on it.
    cluster = GaleraCluster.start(folder, 3, true);
    cluster.createSchema(SCHEMA);
    return Field.over(
        folder,
        IntStream.range(0, cluster.size()).mapToObj(each -> cluster.url(each, SCHEMA)).toList());
  }

  @Test
  @Order(20)
  @EnabledIfSystemProperty(named = "clinker.full", matches = "true")
  void theTableOfStateChangesWithWholeOperations() throws Exception {
    new WholeOperationStudy(field(), amount(), cluster::conflicts).print();
  }

  @Override
  void after() throws Exception {
    System.out.println(cluster.conflicts() + " transactions lost to one of another server");
    assertThat(cluster.contents(SCHEMA, TABLES)).as("the three servers hold the same").hasSize(1);
  }

  @AfterAll
  void endServers() {
    if (cluster != null) {
      cluster.close();
    }
  }
}
