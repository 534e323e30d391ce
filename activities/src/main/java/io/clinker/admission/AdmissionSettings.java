package io.clinker.admission;

import io.clinker.store.TypeRow;

/**
 * What the configuration says to admission.
 *
 * @param defaultZone of volumes for which nobody asked for a zone
 * @param defaultType the name of the type of volumes for which nobody asked for one
 */
public record AdmissionSettings(String defaultZone, String defaultType) {
  /** Zone "nova" and the built-in type. */
  public static AdmissionSettings standard() {
    return new AdmissionSettings("nova", TypeRow.BUILT_IN);
  }
}
