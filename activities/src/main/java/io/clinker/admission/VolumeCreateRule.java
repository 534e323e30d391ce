package io.clinker.admission;

import io.clinker.admission.Capacity.Placed;
import io.clinker.admission.Decision.Place;
import io.clinker.model.ErrorCategory;
import io.clinker.model.ResourceRef;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationInput.CreateVolume;
import io.clinker.operations.Plan;
import io.clinker.placement.Scheduler;
import io.clinker.placement.Scheduler.Candidate;
import io.clinker.placement.Scheduler.Explanation;
import io.clinker.store.BackendRow;
import io.clinker.store.GroupRow;
import io.clinker.store.Json;
import io.clinker.store.OperationRow;
import io.clinker.store.TypeRow;
import io.clinker.store.VolumeRow;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A new volume: blank, of a snapshot, or of another volume. */
final class VolumeCreateRule implements Rule<CreateVolume> {
  private final Quota quota;
  private final Capacity capacity;
  private final Types types;
  private final Zones zones;

  VolumeCreateRule(Quota quota, Capacity capacity, Types types, Zones zones) {
    this.quota = quota;
    this.capacity = capacity;
    this.types = types;
    this.zones = zones;
  }

  @Override
  public Decision admit(AdmitScope scope, CreateVolume input) {
    String project = scope.request().projectId();
    quota.lock(scope.handle(), project);
    TypeRow asked = input.volumeType() == null ? null : types.require(scope, input.volumeType());
    GroupRow group = Groups.find(scope, input.group());
    Source source = Source.find(scope, input);
    int size = size(input, source);
    if (input.snapshot() != null && input.sourceVolume() != null) {
      throw Refusals.invalidInput("May specify only one of snapshot, imageRef or source volume");
    }
    BackendRow sourceBackend = source == null ? null : readySource(scope, source, size);
    TypeRow type = types.choose(scope, asked, source);
    Types.requireSize(type, size);
    if (group != null) {
      Groups.requireAccepts(scope, group, asked);
    }
    List<String> possible = zones(scope, input, type, source, group);
    quota.require(scope.handle(), project, type, new Quota.Demand(1, 0, size), size);

    Spot spot =
        spot(
            scope,
            possible,
            zone ->
                new Scheduler.Request(
                    size,
                    zone,
                    type.extraSpecs(),
                    sourceBackend == null ? null : sourceBackend.name(),
                    group == null ? null : group.backend()));
    String zone = spot.zone();
    if (group != null) {
      Groups.join(scope, group);
    }
    Map<ResourceRef, Long> fences = new TreeMap<>();
    if (source != null && sourceBackend != null && !(spot.placed() instanceof Placed.Never)) {
      fences.putAll(source.pin(scope, sourceBackend));
    }
    fences.put(input.volume().ref(), 1L);
    return switch (spot.placed()) {
      case Placed.At(Candidate candidate, Explanation explanation) -> {
        VolumeRow row = VolumeMaking.row(scope, input, type, zone, size, source, candidate);
        scope.stores().volumes().insert(scope.handle(), row);
        yield new Decision(
            VolumeMaking.plan(scope, input.volume(), size, source, candidate.backend().name()),
            false,
            new AnswerRow.Volume(row),
            fences,
            new Place(candidate.backend().name(), candidate.pool().name(), size),
            Json.write(explanation));
      }
      case Placed.Later(Explanation explanation) -> {
        VolumeRow row = VolumeMaking.row(scope, input, type, zone, size, source, null);
        scope.stores().volumes().insert(scope.handle(), row);
        yield new Decision(
            VolumeMaking.plan(scope, input.volume(), size, source, null),
            false,
            new AnswerRow.Volume(row),
            fences,
            null,
            Json.write(explanation));
      }
      case Placed.Never(Explanation explanation) -> {
        VolumeRow row = VolumeMaking.row(scope, input, type, zone, size, source, null);
        scope.stores().volumes().insert(scope.handle(), row);
        yield new Decision(
            new Plan.Hopeless("No pool fits: " + explanation.text()),
            false,
            new AnswerRow.Volume(row),
            fences,
            null,
            Json.write(explanation));
      }
    };
  }

  private static BackendRow readySource(AdmitScope scope, Source source, int size) {
    source.requireReady(scope);
    source.requireSize(size);
    return source.requireCapable(scope);
  }

  private List<String> zones(
      AdmitScope scope,
      CreateVolume input,
      TypeRow type,
      @Nullable Source source,
      @Nullable GroupRow group) {
    if (group == null) {
      return zones.choose(scope, input.availabilityZone(), source, type);
    }
    zones.requireOfGroup(scope, group.availabilityZone(), type);
    return List.of(group.availabilityZone());
  }

  /** Where a new volume will be, or why it will not. */
  private record Spot(String zone, Placed placed) {}

  /** The first zone with room; if there is none, the first whose pools may have room later. */
  private Spot spot(
      AdmitScope scope, List<String> zones, Function<String, Scheduler.Request> request) {
    Spot best = null;
    for (String zone : zones) {
      Spot spot = new Spot(zone, capacity.place(scope.handle(), request.apply(zone)));
      if (spot.placed() instanceof Placed.At) {
        return spot;
      }
      boolean better = best != null && best.placed() instanceof Placed.Never;
      if (best == null || (better && spot.placed() instanceof Placed.Later)) {
        best = spot;
      }
    }
    return Objects.requireNonNull(best, "a volume has a zone");
  }

  private static int size(CreateVolume input, @Nullable Source source) {
    Integer asked = input.sizeGib();
    if (asked != null) {
      if (asked <= 0) {
        throw Refusals.invalidInput(
            "Volume size '%d' must be an integer and greater than 0".formatted(asked));
      }
      return asked;
    }
    if (source == null) {
      throw Refusals.invalidInput("Volume size 'None' must be an integer and greater than 0");
    }
    return source.sizeGib();
  }

  /** Places a volume that was admitted while its pools were down; its row is written here too. */
  Placed placeLater(AdmitScope scope, CreateVolume input, VolumeRow volume, OperationRow row) {
    TypeRow type = types.ofVolume(scope, volume);
    GroupRow group = Groups.find(scope, input.group());
    Source source = Source.find(scope, input);
    Placed placed =
        capacity.place(
            scope.handle(),
            new Scheduler.Request(
                volume.sizeGib(),
                volume.availabilityZone(),
                type.extraSpecs(),
                source == null ? null : source.volume().backend(),
                group == null ? null : group.backend()));
    if (placed instanceof Placed.At(Candidate candidate, Explanation explanation)) {
      String backend = candidate.backend().name();
      String pool = candidate.pool().name();
      scope
          .stores()
          .volumes()
          .place(
              scope.handle(),
              volume.id(),
              backend,
              pool,
              Types.protocol(type, candidate.backend()));
      scope
          .stores()
          .operations()
          .place(
              scope.handle(),
              row.id(),
              backend,
              pool,
              volume.sizeGib(),
              Json.write(VolumeMaking.plan(scope, volume.id(), volume.sizeGib(), source, backend)),
              Json.write(explanation),
              scope.now());
    }
    return placed;
  }

  @Override
  public void settle(SettleScope scope, CreateVolume input) {
    VolumeMaking.settle(
        scope,
        capacity,
        input.volume(),
        code -> {
          boolean unplaced =
              code.category() == ErrorCategory.CAPACITY || scope.row().backend() == null;
          Messages.volume(
              scope,
              input.volume().value(),
              unplaced ? Messages.Action.SCHEDULE : Messages.Action.CREATE_VOLUME,
              unplaced ? Messages.Detail.NO_BACKEND : Messages.Detail.CREATE_FAILED);
        });
  }
}
