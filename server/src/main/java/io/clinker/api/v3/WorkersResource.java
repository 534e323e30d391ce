package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.optional;

import io.clinker.api.change.Edits;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Takes;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Available;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Rule;
import io.clinker.api.http.Since;
import io.clinker.api.schema.Form;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Members;
import io.clinker.api.schema.Schema;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Set;

/**
 * {@code /workers}: the cleaning up after services that died. Operations go on at other nodes by
 * themselves, so there is never anything to clean; a request that is right is told so.
 */
@Path("/v3/workers")
@Available(Since.WORKERS_CLEANUP)
public final class WorkersResource {
  private static final Set<String> RESOURCE_TYPES = Set.of("snapshot", "volume");

  private static final Schema BODY =
      Schema.flat(
          optional("cluster_name", Forms.text255().orNull()),
          optional("host", Forms.text255().orNull()),
          optional("binary", Forms.choice("cinder-volume", "cinder-scheduler")),
          optional("is_up", Forms.flag()),
          optional("disabled", Forms.flag()),
          optional("resource_id", Forms.uuid().orNull()),
          optional("resource_type", Forms.text255().orNull()),
          optional("service_id", new Form.Whole(0, Integer.MAX_VALUE, true)));

  private final Edits edits;

  public WorkersResource(Edits edits) {
    this.edits = edits;
  }

  @POST
  @Path("cleanup")
  @Asks(Rule.WORKERS_CLEANUP)
  @Takes("BODY")
  @Gives(value = Body.CLEANUP, status = 202)
  public Response cleanup(@Context Call call) {
    Members body = BODY.read(call);
    call.require(Rule.WORKERS_CLEANUP);
    String type = body.text("resource_type");
    if (type != null
        && !type.isEmpty()
        && !RESOURCE_TYPES.contains(type.toLowerCase(Locale.ROOT))) {
      throw Fault.invalidInput(
          "Resource type %s not valid, must be Snapshot or Volume".formatted(type));
    }
    String id = body.text("resource_id");
    if (id != null && !body.has("service_id") && !body.has("cluster_name") && !body.has("host")) {
      throw Fault.invalidInput("There is no resource with UUID %s pending cleanup.".formatted(id));
    }
    return edits
        .direct()
        .change(
            call,
            handle ->
                Answers.json(
                    202,
                    json -> {
                      json.writeStartObject();
                      json.writeArrayFieldStart("cleaning");
                      json.writeEndArray();
                      json.writeArrayFieldStart("unavailable");
                      json.writeEndArray();
                      json.writeEndObject();
                    }));
  }
}
