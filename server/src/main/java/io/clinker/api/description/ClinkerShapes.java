package io.clinker.api.description;

import static io.clinker.api.description.Shape.field;
import static io.clinker.api.description.Shape.fields;
import static io.clinker.api.description.Shape.flag;
import static io.clinker.api.description.Shape.in;
import static io.clinker.api.description.Shape.links;
import static io.clinker.api.description.Shape.list;
import static io.clinker.api.description.Shape.maybe;
import static io.clinker.api.description.Shape.page;
import static io.clinker.api.description.Shape.text;
import static io.clinker.api.description.Shape.time;
import static io.clinker.api.description.Shape.uuid;
import static io.clinker.api.description.Shape.whole;
import static io.clinker.api.description.Shape.words;

import io.clinker.api.description.Shape.Anything;
import io.clinker.api.description.Shape.Either;
import io.clinker.api.description.Shape.Fields;
import io.clinker.api.description.Shape.ListOf;
import io.clinker.api.description.Shape.MapOf;
import io.clinker.api.description.Shape.Nothing;
import io.clinker.operations.OperationState;
import java.util.Arrays;
import java.util.List;

/** What Clinker tells beyond Cinder: operations, findings, nodes, backends, and dry runs. */
final class ClinkerShapes {
  private static final Shape UP = words("up", "down");

  private static final Fields OPERATION_FIELDS =
      fields(
          field("id", uuid()),
          field("kind", text()),
          field("resource", text()),
          field(
              "state",
              words(
                  Arrays.stream(OperationState.values())
                      .map(OperationState::word)
                      .toArray(String[]::new))),
          field("project_id", text()),
          field("user_id", text()),
          field("request_id", text()),
          field("run", whole()),
          field("backend", text().orNull()),
          field("pool", text().orNull()),
          field("waiting_reason", text().orNull()),
          field("progress", whole().orNull()),
          field(
              "error",
              new Either(
                  List.of(new Nothing(), fields(field("code", text()), field("message", text()))))),
          field("cancel_requested", flag()),
          field("superseded_by", text().orNull()),
          field("admitted_at", time().orNull()),
          field("updated_at", time().orNull()),
          field("ended_at", time().orNull()),
          field("links", links()));

  private static final Fields STEP =
      fields(
          field("run", whole()),
          field("step", whole()),
          field("name", text()),
          field("state", text()),
          field("attempts", whole()),
          field("node", text()),
          field("observed", text().orNull()),
          field("reason", text().orNull()),
          field("started_at", time().orNull()),
          field("ended_at", time().orNull()));

  static final Shape OPERATIONS = page("operations", "operations_links", OPERATION_FIELDS);
  static final Shape OPERATION =
      in(
          "operation",
          OPERATION_FIELDS.and(
              field("placement", new Anything()), field("steps", new ListOf(STEP))));

  private static final Fields FINDING_FIELDS =
      fields(
          field("id", uuid()),
          field("kind", words("orphan", "missing", "drift", "ownerless")),
          field("state", words("suspected", "open", "ignored", "resolved")),
          field("resource", text()),
          field("backend", text().orNull()),
          field("host", text().orNull()),
          field("volume_id", text().orNull()),
          field("project_id", text().orNull()),
          field("message", text()),
          field("held_bytes", whole().orNull()),
          field("provenance", new Anything()),
          field("resolution", text().orNull()),
          field("operation_id", text().orNull()),
          field("first_pass", whole()),
          field("last_pass", whole()),
          field("created_at", time().orNull()),
          field("updated_at", time().orNull()),
          field("resolved_at", time().orNull()),
          field("links", links()));

  static final Shape FINDING = in("finding", FINDING_FIELDS);
  static final Shape FINDINGS = page("findings", "findings_links", FINDING_FIELDS);

  /** A node at a backend, seen from either. */
  private static final Fields STANDING =
      fields(
          field("name", text()),
          field("state", UP),
          field("reason", text().orNull()),
          field("breaker", words("open", "closed")),
          field("slots", whole()),
          field("calls", whole()),
          field("hanging", whole()),
          field("estimate_seconds", whole().orNull()));

  private static final Fields NODE_FIELDS =
      fields(
          field("name", text()),
          field("host", text()),
          field("roles", new ListOf(text())),
          field("build", text()),
          field("state", UP),
          field("status", words("enabled", "draining", "drained", "ending")),
          field("disabled_reason", text().orNull()),
          field("deadline_seconds", whole()),
          field("calls_left", whole()),
          field("estimate_seconds", whole().orNull()),
          field("started_at", time().orNull()),
          field("updated_at", time().orNull()),
          field("backends", new ListOf(STANDING)));

  static final Shape NODE = in("node", NODE_FIELDS);
  static final Shape NODES = list("nodes", NODE_FIELDS);

  private static final Fields BACKEND_FIELDS =
      fields(
          field("name", text()),
          field("driver", text()),
          field("state", UP),
          field("status", words("enabled", "disabled", "draining", "drained")),
          field("disabled_reason", text().orNull()),
          field("frozen", flag()),
          field("calls_left", whole()),
          field("estimate_seconds", whole().orNull()),
          field("nodes", new ListOf(STANDING)));

  static final Shape BACKEND = in("backend", BACKEND_FIELDS);
  static final Shape BACKENDS = list("backends", BACKEND_FIELDS);

  static final Shape QUOTA_EXPLAIN =
      in(
          "quota_explain",
          fields(
              field("project_id", text()),
              field(
                  "resources",
                  new MapOf(fields(field("in_use", whole()), field("reserved", whole())))),
              field("drift", whole()),
              field("count", whole()),
              field(
                  "rows",
                  new ListOf(
                      fields(
                          field("resource", text()),
                          field("name", text().orNull()),
                          field("volume_type", text().orNull()),
                          field("status", text()),
                          field("gigabytes", whole()),
                          field("reserved_gigabytes", whole()),
                          field("operation_id", text().orNull()),
                          field("operation_kind", text().orNull()))))));

  static final Shape DRY_RUN =
      in(
          "dry_run",
          fields(
              field("status", whole()),
              field("operation", text()),
              field("resource", text()),
              field("done_at_once", flag()),
              maybe("repeats", text()),
              maybe("would_fail", text()),
              maybe("placement", new Anything())));

  private ClinkerShapes() {}
}
