package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.optional;
import static io.clinker.api.schema.Schema.since;

import io.clinker.admission.Description;
import io.clinker.admission.MetadataChange;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Since;
import io.clinker.api.schema.Form;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Members;
import io.clinker.api.schema.Schema;
import io.clinker.model.VolumeId;
import io.clinker.operations.OperationInput;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bodies of volume requests. */
final class VolumeBodies {
  /** Hints to a scheduler, which have no effect. */
  private static final Form HINTS =
      Forms.openTree(
              Map.of(
                  "same_host", Forms.oneOrMore(Forms.uuid()),
                  "different_host", Forms.oneOrMore(Forms.uuid()),
                  "local_to_instance", Forms.uuid().orNull()))
          .orNull();

  private static final Schema CREATE =
      Schema.in(
              "volume",
              optional("name", Forms.stripped255()),
              optional("description", Forms.stripped255()),
              optional("display_name", Forms.stripped255()),
              optional("display_description", Forms.stripped255()),
              optional("volume_type", Forms.text255().orNull()),
              optional("metadata", Forms.metadata().orNull()),
              optional("snapshot_id", Forms.uuid().orNull()),
              optional("source_volid", Forms.uuid().orNull()),
              optional("consistencygroup_id", Forms.uuid().orNull()),
              optional("size", Forms.size().orNull()),
              optional("availability_zone", Forms.name255().orNull()),
              optional("multiattach", Forms.flag().orNull()),
              optional("image_id", Forms.text255().orNull()),
              optional("imageRef", Forms.text255().orNull()),
              since(Since.VOLUME_GROUP_ID, "group_id", Forms.text255().orNull()),
              since(Since.CREATE_FROM_BACKUP, "backup_id", Forms.uuid().orNull()))
          .withSibling("OS-SCH-HNT:scheduler_hints", HINTS)
          .withUnknown(new Schema.Unknown.RefusedFrom(Since.VOLUME_BODIES_CLOSED));

  private static final Schema UPDATE =
      Schema.in(
          "volume",
          optional("name", Forms.stripped255()),
          optional("description", Forms.stripped255()),
          optional("display_name", Forms.stripped255()),
          optional("display_description", Forms.stripped255()),
          optional("metadata", Forms.metadata()));

  /** Sources that a later version of Clinker serves. */
  private static final List<String> NOT_SERVED =
      List.of("imageRef", "image_id", "backup_id", "consistencygroup_id");

  private VolumeBodies() {}

  static OperationInput.CreateVolume create(Call call) {
    Members body = CREATE.read(call);
    if (body.flag("multiattach", false)) {
      throw Fault.badRequest(
          "multiattach parameter has been removed. The default behavior is to use multiattach"
              + " enabled volume types. Contact your administrator to create a multiattach enabled"
              + " volume type and use it to create multiattach volumes.");
    }
    for (String member : NOT_SERVED) {
      String value = body.text(member);
      if (value != null && !value.isEmpty()) {
        throw Fault.badRequest(
            "Invalid input received: " + member + " is not served yet by this service.");
      }
    }
    String snapshot = body.text("snapshot_id");
    String source = body.text("source_volid");
    String group = emptyAsNull(body.text("group_id"));
    Long size = body.whole("size");
    if (size == null && snapshot == null && source == null) {
      throw Fault.badRequest(
          "Invalid input received: Invalid volume size provided for create request: None (size"
              + " argument must be an integer (or string representation of an integer) and greater"
              + " than zero).");
    }
    if (snapshot != null && source != null) {
      throw Fault.badRequest(
          "Invalid input received: May specify only one of snapshot, source volume or image to"
              + " create the volume from.");
    }
    return new OperationInput.CreateVolume(
        VolumeId.random(),
        size == null ? null : size.intValue(),
        name(body),
        description(body),
        emptyAsNull(body.text("volume_type")),
        body.text("availability_zone"),
        snapshot == null ? null : Ids.snapshot(snapshot),
        source == null ? null : Ids.volume(source),
        body.texts("metadata"),
        group == null ? null : Ids.group(group));
  }

  static Members update(Call call) {
    return (call.has(Since.VOLUME_BODIES_CLOSED) ? UPDATE.withAtLeastOne() : UPDATE).read(call);
  }

  /** What an update changes. */
  static Description changes(Members body) {
    boolean named = body.has("name") || body.has("display_name");
    boolean described = body.has("description") || body.has("display_description");
    return new Description(
        named ? Optional.ofNullable(name(body)) : null,
        described ? Optional.ofNullable(description(body)) : null,
        body.has("metadata")
            ? new MetadataChange.Replace(body.texts("metadata"))
            : new MetadataChange.Keep());
  }

  /** The newer spelling gives way to the older one. */
  static @Nullable String name(Members body) {
    return body.has("display_name") ? body.stripped("display_name") : body.stripped("name");
  }

  static @Nullable String description(Members body) {
    return body.has("display_description")
        ? body.stripped("display_description")
        : body.stripped("description");
  }

  static @Nullable String emptyAsNull(@Nullable String text) {
    return Optional.ofNullable(text).filter(value -> !value.isEmpty()).orElse(null);
  }
}
