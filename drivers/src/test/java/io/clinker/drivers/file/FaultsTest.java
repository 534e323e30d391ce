package io.clinker.drivers.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.model.ErrorCode;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the words of tools and of the system mean, wherever the images lie. */
class FaultsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          qemu-img: Could not open '/srv/a.raw': Failed to get "write" lock | BACKEND_BUSY
          qemu-img: Failed to get shared "write" lock | BACKEND_BUSY
          Is another process using the image [/srv/a.raw]? | BACKEND_BUSY
          qemu-img: /srv/a.raw: Failed to lock byte 100 | BACKEND_BUSY
          qemu-img: Failed to unlock byte 201 | BACKEND_BUSY
          fallocate: cannot open /srv/block/a.raw: No such file or directory | BACKEND_BUSY
          qemu-img: error while reading /srv/block/a.raw: Input/output error | BACKEND_BUSY
          qemu-img: Could not open '/srv/block/a.raw': Permission denied | BACKEND_UNAVAILABLE
          fallocate: cannot open /srv/locked/a.raw: Read-only file system | BACKEND_UNAVAILABLE
          qemu-img: Failed to lock byte 100: Permission denied | BACKEND_UNAVAILABLE
          fallocate: fallocate failed on /srv/block/a.raw: No space left on device | BACKEND_FULL
          qemu-img: Could not open '/srv/block/a.qcow2': Image is not in qcow2 format | BACKEND_REFUSED
          qemu-img: Shrinking /srv/"write" lock/a.raw is not supported | BACKEND_REFUSED
          """)
  void wordsMeanTheSameUnderEveryPath(String said, ErrorCode code) {
    assertThat(Faults.ofWords(said)).isEqualTo(code);
  }

  @Test
  void theSystemsReasonCountsAndNotThePath() throws Exception {
    Backend backend = new Backend(directory);
    backend.require();
    Faults faults = new Faults(backend);
    String path = "/srv/block/No space left/a.raw";

    assertThat(faults.of(new FileSystemException(path), List.of()).code())
        .isEqualTo(ErrorCode.BACKEND_BUSY);
    assertThat(
            faults
                .of(new FileSystemException(path, null, "Read-only file system"), List.of())
                .code())
        .isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
  }
}
