package io.clinker.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of {@code server/src/docs} that a test writes from what the program knows. */
public final class WrittenPage {
  private WrittenPage() {}

  /** Fails unless the page reads so; writes it first with {@code -Dclinker.write.docs=true}. */
  public static void requireUpToDate(Class<?> test, String name, String text) throws IOException {
    Path page = Path.of("src/docs").resolve(name);
    if (Boolean.getBoolean("clinker.write.docs")) {
      Files.writeString(page, text);
    }

    assertThat(Files.readString(page))
        .as("mvn -pl server -am test -Dtest=%s -Dclinker.write.docs=true", test.getSimpleName())
        .isEqualTo(text);
  }
}
