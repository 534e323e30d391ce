package io.clinker.api.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Errors that the HTTP server finds before a resource is asked: faults too, never a page. */
public final class ContainerErrors extends ErrorHandler {
  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    Fault fault =
        code >= 500
            ? Fault.of(code, "The server cannot serve this request.")
            : Fault.of(code, message == null ? "Malformed request" : message);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    // The server closes the connection after most of these, and does not say so of all: a client
    // that is not told sends its next request into it.
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    response.write(true, ByteBuffer.wrap(Json.bytes(fault.body())), callback);
  }
}
