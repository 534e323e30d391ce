package io.clinker.api.http;

import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** Responses in the forms that the API has. */
public final class Answers {
  private static final String JSON = "application/json";
  private static final String HTML = "text/html; charset=UTF-8";

  private Answers() {}

  /** 200 with a body. */
  public static Response ok(Json body) {
    return json(200, body);
  }

  public static Response json(int status, Json body) {
    return bytes(status, Json.bytes(body));
  }

  /** A body that is ready. */
  public static Response bytes(int status, byte[] body) {
    return Response.status(status).type(JSON).entity(body).build();
  }

  /** No body. */
  public static Response empty(int status) {
    return status == 204
        ? Response.noContent().build()
        : Response.status(status).type(HTML).entity(new byte[0]).build();
  }

  /** A fault. */
  public static Response fault(Fault fault) {
    Response.ResponseBuilder response =
        Response.status(fault.status()).type(JSON).entity(Json.bytes(fault.body()));
    fault.headers().forEach(response::header);
    return response.build();
  }

  /** 401 as the identity middleware says it. */
  public static Response unauthorized(String reason, Optional<String> challenge) {
    Json body =
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("error");
          json.writeNumberField("code", 401);
          json.writeStringField("title", "Unauthorized");
          json.writeStringField("message", reason);
          json.writeEndObject();
          json.writeEndObject();
        };
    Response.ResponseBuilder response = Response.status(401).type(JSON).entity(Json.bytes(body));
    challenge.ifPresent(text -> response.header("WWW-Authenticate", text));
    return response.build();
  }

  /** What the router says of a path or method that it does not know: not a fault. */
  public static Response notRouted() {
    return json(
        404,
        json -> {
          json.writeStartObject();
          json.writeStringField("message", "The resource could not be found.<br /><br />\n\n\n");
          json.writeStringField("code", "404 Not Found");
          json.writeStringField("title", "Not Found");
          json.writeEndObject();
        });
  }
}
