package io.clinker.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortCheckTest {
  @Test
  void aTakenPortIsNamedWithOptionAndProcess() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> PortCheck.requireFree("--api-port", port, Set.of()))
          .isInstanceOf(LauncherException.class)
          .hasMessageContaining("port " + port + " (--api-port) is taken by process")
          .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
      assertThatCode(
              () ->
                  PortCheck.requireFree("--api-port", port, Set.of(ProcessHandle.current().pid())))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void aPortTakenOnAllAddressesIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      assertThat(PortCheck.isFree(taken.getLocalPort())).isFalse();
    }
  }

  @Test
  void aFreePortIsFree() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertThatCode(() -> PortCheck.requireFree("--db-port", port, Set.of()))
        .doesNotThrowAnyException();
  }

  @Test
  void portsMustDifferAndExist() {
    assertThatThrownBy(() -> new PortNumbers(1, 2, 3, 2, 5))
        .hasMessage("--admin-port and --ui-port are both 2");
    assertThatThrownBy(() -> new PortNumbers(1, 2, 3, 4, 65536))
        .hasMessage("--db-port must be between 1 and 65535, not 65536");
  }
}
