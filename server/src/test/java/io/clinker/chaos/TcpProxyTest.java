package io.clinker.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clinker.chaos.TcpProxy.Condition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a server that answers each byte with the byte after it. */
@Timeout(60)
class TcpProxyTest {
  private static final int A_MOMENT = 300;
  private static final Duration PAUSE = Duration.ofMillis(5);

  private ServerSocket server;
  private TcpProxy proxy;
  private Socket node;
  private volatile int lastSeen;

  @BeforeEach
  void connect() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    proxy = new TcpProxy(server.getLocalPort());
    node = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    node.setSoTimeout(20_000);
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket taken = server.accept();
        Thread.ofVirtual().start(() -> answer(taken));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void answer(Socket taken) {
    try (taken) {
      for (int read = taken.getInputStream().read();
          read >= 0;
          read = taken.getInputStream().read()) {
        lastSeen = read;
        taken.getOutputStream().write(read + 1);
      }
    } catch (IOException broken) {
      lastSeen = -1;
    }
  }

  @AfterEach
  void close() throws IOException {
    node.close();
    proxy.close();
    server.close();
  }

  @Test
  void forwardsBothWays() throws IOException {
    assertThat(ask(5)).isEqualTo(6);
    assertThat(ask(8)).isEqualTo(9);
  }

  @Test
  void whatStoodStillIsDeliveredLate() throws IOException {
    proxy.set(Condition.REQUESTS_STAND);
    node.getOutputStream().write(5);
    assertNoAnswer();
    assertThat(lastSeen).isZero();
    proxy.set(Condition.GOOD);
    assertThat(node.getInputStream().read()).isEqualTo(6);
  }

  @Test
  void aLostReplyLeavesTheEffect() throws IOException {
    proxy.set(Condition.REPLIES_STAND);
    node.getOutputStream().write(5);
    assertNoAnswer();
    assertThat(Waiting.until(() -> lastSeen == 5, Duration.ofSeconds(20), PAUSE)).isTrue();
    proxy.set(Condition.GOOD);
    assertThat(node.getInputStream().read()).isEqualTo(6);
  }

  @Test
  void aResetBreaksWhatIsOpenAndWhatComes() throws IOException {
    assertThat(ask(5)).isEqualTo(6);
    proxy.set(Condition.RESET);
    assertThatThrownBy(() -> node.getInputStream().read()).isInstanceOf(IOException.class);
    try (Socket another = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
      another.setSoTimeout(20_000);
      assertThatThrownBy(
              () -> {
                another.getOutputStream().write(5);
                if (another.getInputStream().read() < 0) {
                  throw new IOException("ended");
                }
              })
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SocketTimeoutException.class);
    }
    proxy.set(Condition.GOOD);
    try (Socket another = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
      another.getOutputStream().write(5);
      assertThat(another.getInputStream().read()).isEqualTo(6);
    }
  }

  private int ask(int value) throws IOException {
    node.getOutputStream().write(value);
    return node.getInputStream().read();
  }

  private void assertNoAnswer() throws IOException {
    node.setSoTimeout(A_MOMENT);
    assertThatThrownBy(() -> node.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    node.setSoTimeout(20_000);
  }
}
