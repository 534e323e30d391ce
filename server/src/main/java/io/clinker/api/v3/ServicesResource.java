package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.optional;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.change.Edits;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Options;
import io.clinker.api.description.Takes;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.http.Since;
import io.clinker.api.list.Page;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Members;
import io.clinker.api.schema.Schema;
import io.clinker.api.v3.view.Hosts;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@code /os-services}; {@link Hosts} says how backends and nodes appear. */
@Path("/v3/os-services")
public final class ServicesResource {
  private static final Schema BODY =
      Schema.flat(
          optional("binary", Forms.name255()),
          optional("service", Forms.name255()),
          optional("host", Forms.text255().orNull()),
          optional("cluster", Forms.text255().orNull()),
          optional("disabled_reason", Forms.text255().orNull()));

  private static final Schema FREEZE =
      Schema.flat(
          optional("host", Forms.text255().orNull()),
          optional("cluster", Forms.text255().orNull()));

  private static final Schema FAILOVER =
      Schema.flat(
          optional("host", Forms.text255().orNull()),
          optional("cluster", Forms.text255().orNull()),
          optional("backend_id", Forms.text255().orNull()));

  /** What runs at a disabled node may go on for so long. */
  private static final Duration WITHIN = Duration.ofSeconds(60);

  private final Edits edits;
  private final Services services;

  public ServicesResource(Edits edits, Services services) {
    this.edits = edits;
    this.services = services;
  }

  @GET
  @Asks(Rule.SERVICES_INDEX)
  @Options({"host", "binary"})
  @Gives(Body.SERVICES)
  public Response list(@Context Call call) {
    call.require(Rule.SERVICES_INDEX);
    String host = call.query().get("host");
    String binary = call.query().get("binary");
    List<Services.Service> found =
        services.all().stream()
            .filter(service -> host == null || service.isOn(host))
            .filter(service -> binary == null || service.binary().equals(binary))
            .toList();
    return Answers.ok(Page.of("services", found, (json, service) -> write(json, call, service)));
  }

  private static void write(JsonGenerator json, Call call, Services.Service service)
      throws IOException {
    boolean volume = service.binary().equals(Services.VOLUME);
    json.writeStartObject();
    json.writeStringField("binary", service.binary());
    json.writeStringField("host", service.host());
    json.writeStringField("zone", service.zone());
    json.writeStringField("status", service.disabled() ? "disabled" : "enabled");
    json.writeStringField("state", service.up() ? "up" : "down");
    Json.date(json, "updated_at", service.updatedAt());
    Json.text(json, "disabled_reason", service.disabledReason());
    if (volume) {
      json.writeStringField("replication_status", "disabled");
      json.writeNullField("active_backend_id");
      json.writeBooleanField("frozen", service.frozen());
    }
    if (call.has(Since.SERVICE_CLUSTER)) {
      Json.text(json, "cluster", volume ? service.host() : null);
    }
    if (volume && call.has(Since.SERVICE_BACKEND_STATE)) {
      json.writeStringField("backend_state", service.up() ? "up" : "down");
    }
    json.writeEndObject();
  }

  @PUT
  @Path("enable")
  @Asks(Rule.SERVICES_UPDATE)
  @Takes("BODY")
  @Gives(Body.SERVICE_SWITCHED)
  public Response enable(@Context Call call) {
    return set(call, false, false);
  }

  @PUT
  @Path("disable")
  @Asks(Rule.SERVICES_UPDATE)
  @Takes("BODY")
  @Gives(Body.SERVICE_SWITCHED)
  public Response disable(@Context Call call) {
    return set(call, true, false);
  }

  @PUT
  @Path("disable-log-reason")
  @Asks(Rule.SERVICES_UPDATE)
  @Takes("BODY")
  @Gives(Body.SERVICE_SWITCHED)
  public Response disableWithReason(@Context Call call) {
    return set(call, true, true);
  }

  @PUT
  @Path("freeze")
  @Asks({Rule.SERVICES_UPDATE, Rule.VOLUME_FREEZE_HOST})
  @Takes("FREEZE")
  @Gives
  public Response freeze(@Context Call call) {
    return freeze(call, true);
  }

  @PUT
  @Path("thaw")
  @Asks({Rule.SERVICES_UPDATE, Rule.VOLUME_THAW_HOST})
  @Takes("FREEZE")
  @Gives
  public Response thaw(@Context Call call) {
    return freeze(call, false);
  }

  /** No backend replicates, so none can fail over. */
  @PUT
  @Path("failover_host")
  @Asks(Rule.VOLUME_FAILOVER_HOST)
  @Takes("FAILOVER")
  @Gives(status = 202)
  public Response failOver(@Context Call call) {
    Members body = FAILOVER.read(call);
    call.require(Rule.VOLUME_FAILOVER_HOST);
    String host = host(body, null);
    if (services.all().stream()
        .noneMatch(one -> one.binary().equals(Services.VOLUME) && one.host().equals(host))) {
      throw unknown(host);
    }
    throw Fault.invalidInput(
        "replication_status in %s on host %s must be enabled or failed-over to failover."
            .formatted(Services.VOLUME, host));
  }

  private Response freeze(Call call, boolean frozen) {
    Members body = FREEZE.read(call);
    call.require(Rule.SERVICES_UPDATE);
    call.require(frozen ? Rule.VOLUME_FREEZE_HOST : Rule.VOLUME_THAW_HOST);
    String host = host(body, call.has(Since.SERVICE_CLUSTER_FREEZE) ? body.text("cluster") : null);
    String backend = Hosts.backendOf(host);
    return edits
        .direct()
        .change(
            call,
            200,
            handle -> {
              if (backend == null || !edits.services().freeze(handle, backend, frozen)) {
                throw unknown(host);
              }
            });
  }

  private static String host(Members body, @Nullable String cluster) {
    String host = cluster == null ? body.text("host") : cluster;
    if (host == null) {
      throw Fault.badRequest("Missing required element 'host' in request body.");
    }
    return host;
  }

  private static Fault unknown(String host) {
    return Fault.badRequest(
        "Service %s could not be found on host %s.".formatted(Services.VOLUME, host));
  }

  private Response set(Call call, boolean disabled, boolean withReason) {
    Members body = BODY.read(call);
    call.require(Rule.SERVICES_UPDATE);
    String binary = Optional.ofNullable(body.text("binary")).orElse(body.text("service"));
    if (binary == null) {
      throw Fault.badRequest("Missing required element 'binary' in request body.");
    }
    String reason = body.stripped("disabled_reason");
    if (withReason && (reason == null || reason.isEmpty())) {
      throw Fault.badRequest(
          "Invalid input for field/attribute disabled_reason. Value: %s. Disabled reason contains"
                  .formatted(reason)
              + " invalid characters or is too long");
    }
    String host = body.text("host");
    if (host == null || host.isEmpty()) {
      throw Fault.invalidInput("Host field is missing.");
    }
    return edits
        .direct()
        .change(
            call,
            handle -> set(handle, host, binary, disabled, withReason ? reason : null, withReason));
  }

  private Response set(
      Handle handle,
      String host,
      String binary,
      boolean disabled,
      @Nullable String reason,
      boolean withReason) {
    boolean done =
        switch (binary) {
          case Services.VOLUME -> setBackend(handle, host, disabled, reason);
          case Services.SCHEDULER -> setNode(handle, host, disabled, reason);
          default -> false;
        };
    if (!done) {
      throw Fault.notFound("Service " + binary + " could not be found on host " + host + ".");
    }
    return Answers.ok(
        json -> {
          json.writeStartObject();
          json.writeStringField("host", host);
          json.writeStringField("service", binary);
          json.writeStringField("binary", binary);
          json.writeBooleanField("disabled", disabled);
          json.writeStringField("status", disabled ? "disabled" : "enabled");
          if (withReason || !disabled) {
            Json.text(json, "disabled_reason", reason);
          }
          json.writeEndObject();
        });
  }

  private boolean setBackend(
      Handle handle, String host, boolean disabled, @Nullable String reason) {
    String backend = Hosts.backendOf(host);
    return backend != null
        && (disabled
            ? edits.services().disable(handle, backend, reason)
            : edits.services().enable(handle, backend));
  }

  private boolean setNode(Handle handle, String node, boolean disabled, @Nullable String reason) {
    return disabled
        ? edits.services().drainNode(handle, node, WITHIN, reason)
        : edits.services().undrainNode(handle, node);
  }
}
