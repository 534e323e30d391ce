package io.clinker.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
  @ParameterizedTest
  @CsvSource({
    "2026-11-22T21:37:58Z, 2026-11-22T21:37:58.000000",
    "2026-01-02T03:04:05.000006Z, 2026-01-02T03:04:05.000006",
    "1999-12-31T23:59:59.999999999Z, 1999-12-31T23:59:59.999999"
  })
  void datesHaveSixDigitsAndNoZone(Instant instant, String text) {
    assertThat(Json.date(instant)).isEqualTo(text);
  }
}
