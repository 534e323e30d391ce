package io.clinker.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SourceTextTest {
  @Test
  void commentsAndStringsAreBlankedAndLinesStay() {
    String text =
        """
        // synchronized
        /* synchronized
         */ int a = "synchronized // \\" x".length(); char b = '"';
        synchronized void c() {}
        """;

    String code = SourceText.withoutCommentsAndStrings(text);

    assertThat(code.lines()).hasSameSizeAs(text.lines().toList());
    assertThat(code.strip().split("synchronized", -1)).hasSize(2);
    assertThat(code).contains("int a =", "char b =", "void c()");
  }

  @Test
  void stringsStayIfWanted() {
    assertThat(SourceText.withoutComments("call(\"get_lock\"); // lock tables"))
        .contains("get_lock")
        .doesNotContain("lock tables");
  }
}
