package io.clinker.admission;

import io.clinker.driver.VolumeSource;
import io.clinker.model.GroupId;
import io.clinker.model.Size;
import io.clinker.model.VolumeId;
import io.clinker.operations.OperationInput.CreateVolume;
import io.clinker.operations.Plan;
import io.clinker.placement.Scheduler.Candidate;
import io.clinker.store.TypeRow;
import io.clinker.store.VolumeRow;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The row of a new volume and what its steps must do, alone or as a member of a new group. */
final class VolumeMaking {
  private VolumeMaking() {}

  static Plan.CreateVolume plan(
      AdmitScope scope,
      VolumeId volume,
      int size,
      @Nullable Source source,
      @Nullable String backend) {
    VolumeSource from = source == null ? new VolumeSource.Blank() : source.toDriver();
    String exportHost =
        source == null
            ? null
            : scope
                .stores()
                .attachments()
                .exportHost(scope.handle(), source.volume().id())
                .orElse(null);
    return new Plan.CreateVolume(volume, Size.ofGibibytes(size), from, backend, exportHost);
  }

  static VolumeRow row(
      AdmitScope scope,
      CreateVolume input,
      TypeRow type,
      String zone,
      int size,
      @Nullable Candidate place) {
    GroupId group = input.group();
    return new VolumeRow(
        input.volume(),
        scope.request().projectId(),
        scope.request().userId(),
        input.name(),
        input.description(),
        size,
        null,
        scope.request().kind().statuses().during(),
        null,
        "detached",
        null,
        type.id(),
        type.name(),
        input.snapshot() == null ? null : input.snapshot().value(),
        input.sourceVolume() == null ? null : input.sourceVolume().value(),
        zone,
        place == null ? null : place.backend().name(),
        place == null ? null : place.pool().name(),
        place == null ? null : Types.protocol(type, place.backend()),
        false,
        type.multiattach(),
        input.metadata(),
        Map.of(),
        Map.of(),
        1,
        0,
        scope.operation().value(),
        scope.now(),
        null,
        null,
        null,
        group == null ? null : group.value());
  }
}
