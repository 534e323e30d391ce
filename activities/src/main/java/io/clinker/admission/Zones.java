package io.clinker.admission;

import io.clinker.store.BackendRow;
import io.clinker.store.TypeRow;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which availability zone a new volume or group gets. */
final class Zones {
  /** The extra spec that names the only zones for volumes of a type, with commas between them. */
  private static final String OF_TYPE = "RESKEY:availability_zones";

  private final AdmissionSettings settings;

  Zones(AdmissionSettings settings) {
    this.settings = settings;
  }

  /** For a group: asked for, else the default. */
  String choose(AdmitScope scope, @Nullable String asked) {
    if (asked == null) {
      return settings.defaultZone();
    }
    requireAmong(known(scope), asked);
    return asked;
  }

  /**
   * For a volume, those that will do, the best first: the one asked for, else the source's, else
   * those of its type, else the default.
   */
  List<String> choose(
      AdmitScope scope, @Nullable String asked, @Nullable Source source, TypeRow type) {
    Set<String> known = known(scope);
    String ofSource = source == null ? null : source.volume().availabilityZone();
    String zone = asked == null ? ofSource : asked;
    if (asked != null) {
      requireAmong(known, asked);
    }
    String named = type.extraSpecs().get(OF_TYPE);
    if (zone == null && named == null) {
      return List.of(settings.defaultZone());
    }
    List<String> possible = named == null ? List.of() : ofType(named, known);
    if (zone == null) {
      return possible;
    }
    if (named != null) {
      requireAmong(possible, zone);
    }
    if (ofSource != null && !ofSource.equals(zone)) {
      throw Refusals.invalidInput(
          "Volume must be in the same availability zone as its source: '%s'.".formatted(ofSource));
    }
    return List.of(zone);
  }

  /** Refuses a volume of this type in the zone of its group, unless the type may be there. */
  void requireOfGroup(AdmitScope scope, String zone, TypeRow type) {
    String named = type.extraSpecs().get(OF_TYPE);
    if (named != null) {
      requireAmong(ofType(named, known(scope)), zone);
    }
  }

  private static List<String> ofType(String named, Set<String> known) {
    List<String> possible =
        Stream.of(named.split(",", -1)).map(String::strip).filter(known::contains).toList();
    if (possible.isEmpty()) {
      throw Refusals.invalidInput(
          "Volume type is only supported in these availability zones: " + named);
    }
    return possible;
  }

  private static void requireAmong(Iterable<String> zones, String zone) {
    for (String one : zones) {
      if (one.equals(zone)) {
        return;
      }
    }
    throw Refusals.invalidInput("Availability zone '%s' is invalid.".formatted(zone));
  }

  private Set<String> known(AdmitScope scope) {
    return Stream.concat(
            scope.stores().pools().backends(scope.handle()).stream()
                .map(BackendRow::availabilityZone),
            Stream.of(settings.defaultZone()))
        .collect(Collectors.toUnmodifiableSet());
  }
}
