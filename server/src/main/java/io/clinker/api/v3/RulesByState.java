package io.clinker.api.v3;

import io.clinker.api.http.Call;
import io.clinker.api.http.Rule;
import io.clinker.operations.OperationInput.CreateVolume;
import io.clinker.store.Stores;
import io.clinker.store.TypeRow;
import io.clinker.store.VolumeRow;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Rules of the policy that are asked only of volumes in some state or of some types. Whoever may do
 * it to all of them, as by default, costs no look. What is not found is left to the call itself to
 * say.
 */
record RulesByState(Lookup lookup) {

  /** Asks {@code volume:multiattach} where a new volume would have such a type. */
  void requireCreate(Call call, CreateVolume input) {
    if (!call.allows(Rule.VOLUME_MULTIATTACH)) {
      requireMultiattach(
          call, lookup.database().read(handle -> typeOf(handle, lookup.stores(), call, input)));
    }
  }

  /** The same where a volume would get this type. */
  void requireRetype(Call call, String type) {
    if (!call.allows(Rule.VOLUME_MULTIATTACH)) {
      requireMultiattach(
          call,
          lookup
              .database()
              .read(handle -> lookup.stores().types().find(handle, type, call.scope())));
    }
  }

  /** Asks {@code volume:extend_attached_volume} where hosts use it. */
  void requireExtend(Call call, String id) {
    if (!call.allows(Rule.VOLUME_EXTEND_ATTACHED_VOLUME)
        && lookup.volume(call, id).status().equals("in-use")) {
      call.require(Rule.VOLUME_EXTEND_ATTACHED_VOLUME);
    }
  }

  /** Asks {@code volume:multiattach_bootable_volume} where another host uses it. */
  void requireAttach(Call call, String id) {
    if (!call.allows(Rule.VOLUME_MULTIATTACH_BOOTABLE_VOLUME)) {
      VolumeRow volume = lookup.volume(call, id);
      if (volume.multiattach() && volume.bootable() && volume.status().equals("in-use")) {
        call.require(Rule.VOLUME_MULTIATTACH_BOOTABLE_VOLUME);
      }
    }
  }

  private static void requireMultiattach(Call call, Optional<TypeRow> type) {
    if (type.filter(TypeRow::multiattach).isPresent()) {
      call.require(Rule.VOLUME_MULTIATTACH);
    }
  }

  private static Optional<TypeRow> typeOf(
      Handle handle, Stores stores, Call call, CreateVolume input) {
    String asked = input.volumeType();
    if (asked != null) {
      return stores.types().find(handle, asked, call.scope());
    }
    String ofSource = typeOfSource(handle, stores, call.scope(), input);
    return ofSource == null
        ? stores.types().defaultOf(handle, call.caller().projectId(), TypeRow.BUILT_IN)
        : stores.types().findAny(handle, ofSource);
  }

  private static @Nullable String typeOfSource(
      Handle handle, Stores stores, @Nullable String scope, CreateVolume input) {
    var volume = input.sourceVolume();
    var snapshot = input.snapshot();
    if (volume != null) {
      return stores.volumes().find(handle, volume, scope).map(VolumeRow::volumeTypeId).orElse(null);
    }
    return snapshot == null
        ? null
        : stores
            .snapshots()
            .find(handle, snapshot, scope)
            .map(row -> row.volumeTypeId())
            .orElse(null);
  }
}
