package io.clinker.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathFormTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "[0-9a-f-]+, /v3/aaaa/volumes, aaaa, /volumes",
        "[0-9a-f-]+, /v3/aaaa/volumes/1/action, aaaa, /volumes/1/action",
        "[0-9a-f-]+, /v3/volumes, -, /volumes",
        "[0-9a-f-]+, /v3/volumes/detail, -, /volumes/detail",
        "[0-9a-f-]+, /v3/admin/volumes, -, /admin/volumes",
        "[0-9a-f-]+, /v3/, -, /",
        "[a-z]+, /v3/admin/volumes, admin, /volumes",
        "[a-z]+, /v3/volumes/detail, -, /volumes/detail"
      })
  void projectIsTakenOutOfThePath(String pattern, String path, String project, String rest) {
    assertThat(PathForm.of(path, Pattern.compile(pattern))).isEqualTo(new PathForm(project, rest));
  }
}
