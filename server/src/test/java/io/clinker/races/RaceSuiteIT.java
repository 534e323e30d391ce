package io.clinker.races;

import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of two nodes against each other; with {@code -Dclinker.races=true}, for they take a
 * machine of their own. Short here; with {@code -Dclinker.full=true} every pair in every order, and
 * the cases as often as the table of failure cases says. A full run takes hours: {@code
 * -Dclinker.races.pairs=N} plays that many pairs of each form, {@code -Dclinker.races.percent=N}
 * that share of the rounds.
 */
@EnabledIfSystemProperty(named = "clinker.races", matches = "true")
class RaceSuiteIT extends RaceTests {
  @TempDir static Path folder;

  @Override
  Field open() throws Exception {
    return Field.open(folder, 2);
  }
}
