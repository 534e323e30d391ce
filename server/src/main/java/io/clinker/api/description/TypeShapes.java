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
import static io.clinker.api.description.Shape.texts;
import static io.clinker.api.description.Shape.time;
import static io.clinker.api.description.Shape.uuid;
import static io.clinker.api.description.Shape.whole;
import static io.clinker.api.description.Shape.words;

import io.clinker.api.description.Shape.Either;
import io.clinker.api.description.Shape.Fields;
import io.clinker.api.description.Shape.MapOf;
import io.clinker.api.description.Shape.Nothing;
import java.util.List;

/** Volume types, what belongs to them, QoS specs and group types in answers. */
final class TypeShapes {
  private static final Fields PLAIN =
      fields(
          field("id", uuid()),
          field("name", text()),
          field("is_public", flag()),
          field("description", text().orNull()),
          maybe("extra_specs", texts()));

  private static final Fields WITH_QOS = PLAIN.and(maybe("qos_specs_id", text().orNull()));

  private static final Fields DETAIL =
      WITH_QOS.and(maybe("os-volume-type-access:is_public", flag()));

  static final Shape TYPE = in("volume_type", DETAIL);
  static final Shape TYPES = page("volume_types", "volume_type_links", DETAIL);
  static final Shape TYPE_DEFAULT = in("volume_type", WITH_QOS);
  static final Shape TYPE_CREATED =
      in("volume_type", PLAIN.and(field("os-volume-type-access:is_public", flag())));
  static final Shape TYPE_UPDATED = in("volume_type", PLAIN);
  static final Shape TYPE_ACCESS =
      list(
          "volume_type_access",
          fields(field("volume_type_id", uuid()), field("project_id", text())));

  static final Shape EXTRA_SPECS = in("extra_specs", texts());
  static final Shape GROUP_SPECS = in("group_specs", texts());

  private static final Fields ENCRYPTION_FIELDS =
      fields(
          field("volume_type_id", uuid()),
          field("encryption_id", uuid()),
          field("provider", text()),
          field("control_location", words("front-end", "back-end")),
          field("cipher", text().orNull()),
          field("key_size", whole().orNull()));

  /** Empty for a type without encryption. */
  static final Shape ENCRYPTION =
      new Either(
          List.of(
              ENCRYPTION_FIELDS.and(
                  field("created_at", time()),
                  field("updated_at", time().orNull()),
                  field("deleted_at", new Nothing()),
                  field("deleted", flag())),
              fields()));

  static final Shape ENCRYPTION_CREATED = in("encryption", ENCRYPTION_FIELDS);

  /** What was given. */
  static final Shape ENCRYPTION_UPDATED =
      in(
          "encryption",
          fields(
              maybe("provider", text()),
              maybe("control_location", words("front-end", "back-end")),
              maybe("cipher", text().orNull()),
              maybe("key_size", whole().orNull())));

  /** One member of it under its name. */
  static final Shape ENCRYPTION_MEMBER = new MapOf(new Shape.Anything());

  private static final Fields DEFAULT_FIELDS =
      fields(field("project_id", text()), field("volume_type_id", uuid()));

  static final Shape DEFAULT_TYPE = in("default_type", DEFAULT_FIELDS);
  static final Shape DEFAULT_TYPES = list("default_types", DEFAULT_FIELDS);

  private static final Fields QOS_FIELDS =
      fields(
          field("id", uuid()),
          field("name", text()),
          field("consumer", words("front-end", "back-end", "both")),
          field("specs", texts()));

  static final Shape QOS = fields(field("qos_specs", QOS_FIELDS), field("links", links()));
  static final Shape QOS_LIST = page("qos_specs", "qos_specs_links", QOS_FIELDS);
  static final Shape QOS_UPDATED = in("qos_specs", texts());
  static final Shape QOS_ASSOCIATIONS =
      list(
          "qos_associations",
          fields(field("association_type", text()), field("name", text()), field("id", uuid())));

  private static final Fields GROUP_TYPE_FIELDS =
      fields(
          field("id", uuid()),
          field("name", text()),
          field("description", text().orNull()),
          field("is_public", flag()),
          maybe("group_specs", texts()));

  static final Shape GROUP_TYPE = in("group_type", GROUP_TYPE_FIELDS);
  static final Shape GROUP_TYPES = page("group_types", "group_type_links", GROUP_TYPE_FIELDS);

  private TypeShapes() {}
}
