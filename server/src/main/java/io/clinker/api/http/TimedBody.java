package io.clinker.api.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Reads request bodies within a limit of bytes and of time: a client that sends a byte now and then
 * would keep a thread for as long as it likes.
 */
record TimedBody(int maximum, Duration time) {
  private static final int PIECE = 8192;

  /**
   * The whole body.
   *
   * @throws Fault 413 for too many bytes, 408 for too long a time, 400 if it breaks off
   */
  byte[] read(InputStream stream) {
    long begin = System.nanoTime();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE];
    for (int count = more(stream, piece); count >= 0; count = more(stream, piece)) {
      body.write(piece, 0, count);
      if (body.size() > maximum) {
        // The rest stays unread, so no other request can follow; a client that is not told so sends
        // one into a connection that is being closed.
        throw Fault.of(413, "Request is too large.").with("Connection", "close");
      }
      if (System.nanoTime() - begin > time.toNanos()) {
        throw Fault.of(408, "The request did not come in time.").with("Connection", "close");
      }
    }
    return body.toByteArray();
  }

  private static int more(InputStream stream, byte[] piece) {
    try {
      return stream.read(piece);
    } catch (IOException gone) {
      // The client has gone, or speaks no HTTP; in the log it would be noise that anybody can make.
      throw Fault.badRequest("The request did not come whole.").with("Connection", "close");
    }
  }
}
