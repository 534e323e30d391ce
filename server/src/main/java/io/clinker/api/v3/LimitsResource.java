package io.clinker.api.v3;

import io.clinker.admission.Quota;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Options;
import io.clinker.api.http.Answers;
import io.clinker.api.http.AsksNothing;
import io.clinker.api.http.Call;
import io.clinker.api.http.Rule;
import io.clinker.api.http.Since;
import io.clinker.store.QuotaStore.Limits;
import io.clinker.store.QuotaStore.Usage;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.stream.Stream;

/** {@code /limits}. */
@Path("/v3/limits")
public final class LimitsResource {
  private final Lookup lookup;

  public LimitsResource(Lookup lookup) {
    this.lookup = lookup;
  }

  /** Limits and usage at one look. */
  private record Numbers(Limits limits, Usage usage) {}

  @GET
  @AsksNothing("every token may see its own limits; limits_extension:used_limits adds what is used")
  @Gives(Body.LIMITS)
  @Options({"project_id", "tenant_id"})
  public Response show(@Context Call call) {
    String project = project(call);
    Numbers numbers =
        lookup
            .database()
            .read(
                handle ->
                    new Numbers(
                        lookup.stores().quotas().limits(handle, project),
                        lookup.stores().quotas().usage(handle, project, null)));
    Limits limits = numbers.limits();
    Usage usage = numbers.usage();
    return Answers.ok(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("limits");
          json.writeArrayFieldStart("rate");
          json.writeEndArray();
          json.writeObjectFieldStart("absolute");
          json.writeNumberField("maxTotalVolumes", Quota.limit(limits, "volumes"));
          json.writeNumberField("maxTotalSnapshots", Quota.limit(limits, "snapshots"));
          json.writeNumberField("maxTotalVolumeGigabytes", Quota.limit(limits, "gigabytes"));
          json.writeNumberField("maxTotalBackups", Quota.limit(limits, "backups"));
          json.writeNumberField("maxTotalBackupGigabytes", Quota.limit(limits, "backup_gigabytes"));
          if (call.allows(Rule.LIMITS_USED_LIMITS)) {
            json.writeNumberField("totalVolumesUsed", usage.volumes());
            json.writeNumberField("totalGigabytesUsed", usage.gibibytes());
            json.writeNumberField("totalSnapshotsUsed", usage.snapshots());
            json.writeNumberField("totalBackupsUsed", 0);
            json.writeNumberField("totalBackupGigabytesUsed", 0);
          }
          json.writeEndObject();
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  /** python-cinderclient asks by the older name. */
  private static String project(Call call) {
    String own = call.caller().projectId();
    return call.caller().admin() && call.has(Since.LIMITS_OF_PROJECT)
        ? Stream.of("project_id", "tenant_id")
            .flatMap(name -> Stream.ofNullable(call.query().get(name)))
            .findFirst()
            .orElse(own)
        : own;
  }
}
