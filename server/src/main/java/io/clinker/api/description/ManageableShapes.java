package io.clinker.api.description;

import static io.clinker.api.description.Shape.field;
import static io.clinker.api.description.Shape.fields;
import static io.clinker.api.description.Shape.flag;
import static io.clinker.api.description.Shape.list;
import static io.clinker.api.description.Shape.text;
import static io.clinker.api.description.Shape.texts;
import static io.clinker.api.description.Shape.whole;

import io.clinker.api.description.Shape.Field;
import io.clinker.api.description.Shape.Fields;

/** What can be taken over, in answers. */
final class ManageableShapes {
  private static final Fields OBJECT =
      fields(field("reference", texts()), field("size", whole()), field("safe_to_manage", flag()));

  private static final Field SOURCE = field("source_reference", texts());

  private static final Field[] DETAIL = {
    field("reason_not_safe", text().orNull()),
    field("cinder_id", text().orNull()),
    field("extra_info", new Shape.Either(java.util.List.of(texts(), new Shape.Nothing())))
  };

  static final Shape VOLUMES = list("manageable-volumes", OBJECT);
  static final Shape VOLUMES_DETAIL = list("manageable-volumes", OBJECT.and(DETAIL));
  static final Shape SNAPSHOTS = list("manageable-snapshots", OBJECT.and(SOURCE));
  static final Shape SNAPSHOTS_DETAIL =
      list("manageable-snapshots", OBJECT.and(SOURCE).and(DETAIL));

  private ManageableShapes() {}
}
