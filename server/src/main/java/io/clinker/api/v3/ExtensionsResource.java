package io.clinker.api.v3;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.http.Answers;
import io.clinker.api.http.AsksNothing;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.http.NeedsNoDatabase;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Arrays;

/** {@code /extensions}: a fixed list that clients look into. */
@NeedsNoDatabase
@Path("/v3/extensions")
public final class ExtensionsResource {
  /** The extensions of Cinder, by alias and name. */
  private enum Extension {
    ADMIN_ACTIONS("os-admin-actions", "AdminActions"),
    AVAILABILITY_ZONES("os-availability-zone", "AvailabilityZones"),
    BACKUPS("backups", "Backups"),
    CAPABILITIES("capabilities", "Capabilities"),
    CG_SNAPSHOTS("cgsnapshots", "Cgsnapshots"),
    CONSISTENCY_GROUPS("consistencygroups", "Consistencygroups"),
    EXTENDED_SERVICES("os-extended-services", "ExtendedServices"),
    EXTENDED_SNAPSHOT_ATTRIBUTES("os-extended-snapshot-attributes", "ExtendedSnapshotAttributes"),
    HOSTS("os-hosts", "Hosts"),
    QOS_SPECS("qos-specs", "Qos_specs_manage"),
    QUOTA_CLASSES("os-quota-class-sets", "QuotaClasses"),
    QUOTAS("os-quota-sets", "Quotas"),
    SCHEDULER_HINTS("OS-SCH-HNT", "SchedulerHints"),
    SCHEDULER_STATS("scheduler-stats", "Scheduler_stats"),
    SERVICES("os-services", "Services"),
    SNAPSHOT_ACTIONS("os-snapshot-actions", "SnapshotActions"),
    SNAPSHOT_MANAGE("os-snapshot-manage", "SnapshotManage"),
    SNAPSHOT_UNMANAGE("os-snapshot-unmanage", "SnapshotUnmanage"),
    TYPES_EXTRA_SPECS("os-types-extra-specs", "TypesExtraSpecs"),
    TYPES_MANAGE("os-types-manage", "TypesManage"),
    USED_LIMITS("os-used-limits", "UsedLimits"),
    VOLUME_ACTIONS("os-volume-actions", "VolumeActions"),
    VOLUME_ENCRYPTION("os-volume-encryption-metadata", "VolumeEncryptionMetadata"),
    VOLUME_HOST("os-vol-host-attr", "VolumeHostAttribute"),
    VOLUME_IMAGE_METADATA("os-vol-image-meta", "VolumeImageMetadata"),
    VOLUME_MANAGE("os-volume-manage", "VolumeManage"),
    VOLUME_MIGRATION("os-vol-mig-status-attr", "VolumeMigStatusAttribute"),
    VOLUME_TENANT("os-vol-tenant-attr", "VolumeTenantAttribute"),
    VOLUME_TRANSFER("os-volume-transfer", "VolumeTransfer"),
    TYPE_ACCESS("os-volume-type-access", "VolumeTypeAccess"),
    TYPE_ENCRYPTION("encryption", "VolumeTypeEncryption"),
    VOLUME_UNMANAGE("os-volume-unmanage", "VolumeUnmanage");

    private final String alias;
    private final String title;

    Extension(String alias, String title) {
      this.alias = alias;
      this.title = title;
    }

    private void write(JsonGenerator json) throws IOException {
      json.writeStartObject();
      json.writeStringField("name", title);
      json.writeStringField("alias", alias);
      json.writeStringField("description", title + " support.");
      json.writeStringField("updated", "2011-08-25T00:00:00+00:00");
      json.writeArrayFieldStart("links");
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  @GET
  @AsksNothing("tells names only")
  @Gives(Body.EXTENSIONS)
  public Response list(@Context Call call) {
    return Answers.ok(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("extensions");
          for (Extension extension : Extension.values()) {
            extension.write(json);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  @GET
  @Path("{alias}")
  @AsksNothing("tells names only")
  @Gives(Body.EXTENSION)
  public Response show(@Context Call call, @PathParam("alias") String alias) {
    Extension found =
        Arrays.stream(Extension.values())
            .filter(one -> one.alias.equals(alias))
            .findFirst()
            .orElseThrow(Fault::notInThisVersion);
    return Answers.ok(Json.in("extension", json -> found.write(json)));
  }
}
