package io.clinker.admission;

import io.clinker.store.BackendRow;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which availability zone a new volume gets. */
final class Zones {
  private final AdmissionSettings settings;

  Zones(AdmissionSettings settings) {
    this.settings = settings;
  }

  /** Asked for, else the source's, else the default. */
  String choose(AdmitScope scope, @Nullable String asked, @Nullable Source source) {
    String ofSource = source == null ? null : source.volume().availabilityZone();
    if (asked == null) {
      return ofSource == null ? settings.defaultZone() : ofSource;
    }
    Set<String> known =
        scope.stores().pools().backends(scope.handle()).stream()
            .map(BackendRow::availabilityZone)
            .collect(Collectors.toSet());
    if (!known.contains(asked) && !asked.equals(settings.defaultZone())) {
      throw Refusals.invalidInput("Availability zone '%s' is invalid.".formatted(asked));
    }
    if (ofSource != null && !ofSource.equals(asked)) {
      throw Refusals.invalidInput(
          "Volume must be in the same availability zone as its source: '%s'.".formatted(ofSource));
    }
    return asked;
  }
}
