package io.clinker.drivers.simulator;

import io.clinker.driver.SerialSection;
import io.clinker.driver.VolumeSource;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import io.clinker.model.Token;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What follows from a call alone, whatever the array holds. */
final class CallRules {
  private CallRules() {}

  /** The objects that the token must name. */
  static Set<ResourceRef> mustName(ArrayRequest request) {
    Set<ResourceRef> needed = new TreeSet<>();
    if (request.call() instanceof ArrayCall.Change change) {
      needed.addAll(change.changed());
    }
    if (request.serialSections().contains(SerialSection.COPY_OF_ONE_VOLUME)) {
      if (request.call() instanceof ArrayCall.CreateSnapshot create) {
        needed.add(create.volume().ref());
      } else if (request.call() instanceof ArrayCall.CreateVolume create
          && create.source() instanceof VolumeSource.OfVolume of) {
        needed.add(of.volume().ref());
      }
    }
    return needed;
  }

  /** Sealing names its objects; every other call seals all that its token names. */
  static List<ResourceRef> sealed(ArrayRequest request, Token token) {
    return request.call() instanceof ArrayCall.Seal seal
        ? seal.objects()
        : token.fences().keySet().stream().sorted().toList();
  }

  /** Throws if a fault refuses the call. */
  static void refuse(ArrayRequest request, FaultPlan plan) {
    plan.refusal()
        .ifPresent(
            code -> {
              throw new ClinkerException(code, "The array refused the call");
            });
    if (plan.full() && needsSpace(request.call())) {
      throw new ClinkerException(ErrorCode.BACKEND_FULL, "The array is full");
    }
  }

  private static boolean needsSpace(ArrayCall call) {
    return call instanceof ArrayCall.CreateVolume
        || call instanceof ArrayCall.ExtendVolume
        || call instanceof ArrayCall.CreateSnapshot;
  }
}
