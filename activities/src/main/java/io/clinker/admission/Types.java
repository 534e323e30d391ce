package io.clinker.admission;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.StorageProtocol;
import io.clinker.store.BackendRow;
import io.clinker.store.TypeRow;
import io.clinker.store.VolumeRow;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which type a new volume gets, and what the type says of it. */
final class Types {
  private static final String BACKEND_NAME = "volume_backend_name";

  private final AdmissionSettings settings;

  Types(AdmissionSettings settings) {
    this.settings = settings;
  }

  /** The type that was asked for by id or name. */
  TypeRow require(AdmitScope scope, String idOrName) {
    return scope
        .stores()
        .types()
        .find(scope.handle(), idOrName, scope.visible())
        .orElseThrow(
            () ->
                Refusals.notFound(
                    "Volume type with name %s could not be found.".formatted(idOrName)));
  }

  /**
   * Asked for, else the source's, else the default; kept as it is until the transaction ends, since
   * a type in use must not change.
   */
  TypeRow choose(AdmitScope scope, @Nullable TypeRow asked, @Nullable Source source) {
    TypeRow chosen = preferred(scope, asked, source);
    TypeRow shared = share(scope, chosen);
    requirePlain(shared);
    return shared;
  }

  /** Keeps a type as it is until the transaction ends, so that it cannot go. */
  TypeRow share(AdmitScope scope, TypeRow type) {
    return scope
        .stores()
        .types()
        .share(scope.handle(), type.id())
        .orElseThrow(
            () ->
                Refusals.notFound(
                    "Volume type with name %s could not be found.".formatted(type.name())));
  }

  /** A volume that its type says is encrypted must not be made in the clear. */
  private static void requirePlain(TypeRow type) {
    if (type.encrypted()) {
      throw Refusals.notSupported(
          ("Invalid volume_type provided: volumes of type %s are encrypted, and there is no key"
                  + " manager.")
              .formatted(type.name()));
    }
  }

  private TypeRow preferred(AdmitScope scope, @Nullable TypeRow asked, @Nullable Source source) {
    if (source == null) {
      return asked != null ? asked : standard(scope);
    }
    TypeRow ofSource = byId(scope, source.volumeTypeId());
    if (asked != null && !asked.id().equals(ofSource.id())) {
      requireSameBackend(scope, asked, ofSource);
      return asked;
    }
    return ofSource;
  }

  TypeRow ofVolume(AdmitScope scope, VolumeRow volume) {
    return byId(scope, volume.volumeTypeId());
  }

  /** The project's default, else the configured one. */
  private TypeRow standard(AdmitScope scope) {
    return scope
        .stores()
        .types()
        .defaultOf(scope.handle(), scope.request().projectId(), settings.defaultType())
        .orElseThrow(
            () ->
                new ClinkerException(
                    ErrorCode.INTERNAL,
                    "The configured default volume type does not exist",
                    Map.of("type", settings.defaultType())));
  }

  private static TypeRow byId(AdmitScope scope, String id) {
    return scope
        .stores()
        .types()
        .findAny(scope.handle(), id)
        .orElseThrow(
            () ->
                new ClinkerException(
                    ErrorCode.INTERNAL, "A row names an unknown type", Map.of("type", id)));
  }

  private static void requireSameBackend(AdmitScope scope, TypeRow asked, TypeRow ofSource) {
    String name = asked.extraSpecs().get(BACKEND_NAME);
    boolean same = name != null && name.equals(ofSource.extraSpecs().get(BACKEND_NAME));
    if (!same && scope.stores().pools().backends(scope.handle()).size() > 1) {
      throw Refusals.invalidInput(
          ("Invalid volume_type provided: %s (requested type is not compatible; recommend omitting"
                  + " the type argument).")
              .formatted(asked.id()));
    }
  }

  /** The bounds that the type puts on sizes. */
  static void requireSize(TypeRow type, long gib) {
    Long least = number(type.extraSpecs().get("provisioning:min_vol_size"));
    if (least != null && gib < least) {
      throw Refusals.invalidInput(
          ("Specified volume size of '%d' is less than the minimum required size of '%d' for volume"
                  + " type '%s'.")
              .formatted(gib, least, type.name()));
    }
    Long most = number(type.extraSpecs().get("provisioning:max_vol_size"));
    if (most != null && gib > most) {
      throw Refusals.invalidInput(
          ("Specified volume size of '%d' is greater than the maximum allowable size of '%d' for"
                  + " volume type '%s'.")
              .formatted(gib, most, type.name()));
    }
  }

  /** How hosts reach volumes of this type on this backend. */
  static String protocol(TypeRow type, BackendRow backend) {
    String asked = type.extraSpecs().get("storage_protocol");
    return backend.protocols().stream()
        .map(StorageProtocol::word)
        .filter(
            word ->
                asked != null
                    && asked
                        .toLowerCase(java.util.Locale.ROOT)
                        .contains(word.toLowerCase(java.util.Locale.ROOT)))
        .findFirst()
        .orElse(backend.defaultProtocol().word());
  }

  private static @Nullable Long number(@Nullable String text) {
    try {
      return text == null ? null : Long.valueOf(text.strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
