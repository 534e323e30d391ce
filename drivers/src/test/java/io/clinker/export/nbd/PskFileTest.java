package io.clinker.export.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PskFileTest {
  @TempDir private Path directory;

  @Test
  void keysComeAndGoWithoutTouchingOthers() throws IOException {
    PskFile keys = PskFile.create(directory.resolve("keys.psk"));
    keys.put("one", "aa");
    keys.put("two", "bb");
    keys.put("one", "aa");
    assertThat(Files.readString(keys.path())).isEqualTo("one:aa\ntwo:bb\n");
    keys.put("one", "cc");
    assertThat(Files.readString(keys.path())).isEqualTo("------\ntwo:bb\none:cc\n");
    keys.remove("two");
    keys.remove("two");
    assertThat(Files.readString(keys.path())).isEqualTo("------\n------\none:cc\n");
    assertThat(keys.holds("one")).isTrue();
    assertThat(keys.holds("two")).isFalse();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.path())))
        .isEqualTo("rw-------");
  }

  @Test
  void nobodyLosesAKeyWhenManyChangeTheFileAtOnce() throws Exception {
    PskFile keys = PskFile.create(directory.resolve("keys.psk"));
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int index = 0; index < 200; index++) {
        String user = "user" + index + "x";
        boolean stays = index % 2 == 0;
        threads.submit(
            () -> {
              keys.put(user, "0123456789abcdef");
              if (!stays) {
                keys.remove(user);
              }
              return user;
            });
      }
    }
    for (int index = 0; index < 200; index++) {
      assertThat(keys.holds("user" + index + "x")).isEqualTo(index % 2 == 0);
    }
  }
}
