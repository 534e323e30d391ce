package io.clinker.admission;

import io.clinker.operations.AnswerRow;
import io.clinker.operations.GroupInput.CreateGroup;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.placement.Scheduler.Candidate;
import io.clinker.placement.Scheduler.Choice;
import io.clinker.store.GroupRow;
import io.clinker.store.GroupTypeRow;
import io.clinker.store.Json;
import io.clinker.store.TypeRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A new group without volumes: a row, and the backend on which its volumes will be. Nothing is done
 * on the storage, so it ends in admission, unless no backend fits.
 */
final class GroupCreateRule implements Rule<CreateGroup> {
  private final Quota quota;
  private final Capacity capacity;
  private final Types types;
  private final Zones zones;

  GroupCreateRule(Quota quota, Capacity capacity, Types types, Zones zones) {
    this.quota = quota;
    this.capacity = capacity;
    this.types = types;
    this.zones = zones;
  }

  @Override
  public Decision admit(AdmitScope scope, CreateGroup input) {
    String project = scope.request().projectId();
    quota.lock(scope.handle(), project);
    GroupTypeRow groupType = groupType(scope, input.groupType());
    List<TypeRow> volumeTypes =
        input.volumeTypes().stream()
            .map(asked -> types.share(scope, types.require(scope, asked)))
            .distinct()
            .toList();
    String zone = zones.choose(scope, input.availabilityZone());
    quota.requireGroup(scope.handle(), project);
    List<Map<String, String>> demands = new ArrayList<>();
    volumeTypes.forEach(type -> demands.add(type.extraSpecs()));
    demands.add(groupType.groupSpecs());
    Choice choice = capacity.chooseBackend(scope.handle(), zone, demands);
    Optional<Candidate> place =
        Stream.concat(choice.up().stream(), choice.down().stream()).findFirst();
    GroupRow row =
        new GroupRow(
            input.group(),
            project,
            scope.request().userId(),
            input.name(),
            input.description(),
            groupType.id(),
            volumeTypes.stream().map(TypeRow::id).toList(),
            zone,
            scope.request().kind().statuses().during(),
            place.map(candidate -> candidate.backend().name()).orElse(null),
            null,
            null,
            1,
            0,
            scope.operation().value(),
            scope.now(),
            null,
            null);
    scope.stores().groups().insert(scope.handle(), row);
    if (place.isEmpty()) {
      return new Decision(
          new Plan.Hopeless("No backend fits: " + choice.explanation().text()),
          false,
          new AnswerRow.Group(row),
          Map.of(input.group().ref(), 1L),
          null,
          Json.write(choice.explanation()));
    }
    scope
        .stores()
        .groups()
        .release(
            scope.handle(),
            input.group(),
            scope.operation(),
            scope.request().kind().statuses().afterSuccess(),
            scope.now());
    return Decision.done(Groups.answer(scope, input.group()));
  }

  /** By id or name; kept as it is until the transaction ends, since a type in use must not go. */
  private static GroupTypeRow groupType(AdmitScope scope, String idOrName) {
    var store = scope.stores().groupTypes();
    @Nullable GroupTypeRow found =
        store
            .find(scope.handle(), idOrName)
            .or(() -> store.findByName(scope.handle(), idOrName))
            .filter(type -> type.isPublic() || scope.request().admin())
            .flatMap(type -> store.share(scope.handle(), type.id()))
            .orElse(null);
    if (found == null) {
      throw Refusals.notFound("Group type %s could not be found.".formatted(idOrName));
    }
    return found;
  }

  @Override
  public void settle(SettleScope scope, CreateGroup input) {
    var groups = scope.stores().groups();
    switch (scope.outcome()) {
      case Outcome.Succeeded unused ->
          throw new LostTurnException("it was settled when it was admitted");
      case Outcome.Failed unused -> {
        scope.requireHeld(
            groups.release(
                scope.handle(),
                input.group(),
                scope.operation(),
                scope.statusAfter(null),
                scope.now()));
        Messages.group(
            scope, input.group().value(), Messages.Action.SCHEDULE, Messages.Detail.NO_BACKEND);
      }
      case Outcome.Cancelled() ->
          scope.requireHeld(
              groups.delete(scope.handle(), input.group(), scope.operation(), scope.now()));
    }
  }
}
