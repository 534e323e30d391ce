package io.clinker.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScaledSpecsTest {
  private static BigInteger whole(long value) {
    return BigInteger.valueOf(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "read_iops_sec",
        "read_bytes_sec",
        "write_iops_sec",
        "write_bytes_sec",
        "total_iops_sec",
        "total_bytes_sec"
      })
  void eachLimitGrowsWithTheVolume(String limit) {
    assertThat(ScaledSpecs.of(Map.of(limit + "_per_gb", "30"), 20))
        .isEqualTo(Map.of(limit, whole(600)));
  }

  @ParameterizedTest
  @CsvSource({"1, 100", "5, 150", "20, 500"})
  void itStaysBetweenItsBounds(int gibibytes, long limit) {
    Map<String, String> specs =
        Map.of(
            "total_iops_sec_per_gb", "30",
            "total_iops_sec_per_gb_min", "100",
            "total_iops_sec_max", "500");
    assertThat(ScaledSpecs.of(specs, gibibytes)).isEqualTo(Map.of("total_iops_sec", whole(limit)));
  }

  @Test
  void othersStayAsTheyAre() {
    Map<String, String> specs =
        Map.of("total_iops_sec", "5", "total_iops_sec_max", "7", "iops_per_gb", "9");
    assertThat(ScaledSpecs.of(specs, 20)).isEqualTo(specs);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"total_iops_sec_per_gb", "total_iops_sec_per_gb_min", "total_iops_sec_max"})
  void whatIsNoNumberIsLeftAlone(String bad) {
    Map<String, String> specs =
        new HashMap<>(
            Map.of(
                "total_iops_sec_per_gb", "30",
                "total_iops_sec_per_gb_min", "100",
                "total_iops_sec_max", "500"));
    specs.put(bad, "much");
    assertThat(ScaledSpecs.of(specs, 20)).isEqualTo(specs);
  }
}
