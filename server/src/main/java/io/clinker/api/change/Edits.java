package io.clinker.api.change;

import io.clinker.admission.Edited;
import io.clinker.admission.GroupEdits;
import io.clinker.admission.GroupTypeEdits;
import io.clinker.admission.QosEdits;
import io.clinker.admission.QuotaEdits;
import io.clinker.admission.ServiceEdits;
import io.clinker.admission.SnapshotEdits;
import io.clinker.admission.TransferEdits;
import io.clinker.admission.TypeEdits;
import io.clinker.admission.VolumeAnnouncements;
import io.clinker.admission.VolumeEdits;
import io.clinker.admission.VolumeGrowth;
import io.clinker.api.http.Fault;

/** The changes that need no operation, and how often each request makes them: once. */
public record Edits(
    DirectEdits direct,
    VolumeEdits volumes,
    SnapshotEdits snapshots,
    TypeEdits types,
    QuotaEdits quotas,
    ServiceEdits services,
    QosEdits qos,
    GroupTypeEdits groupTypes,
    GroupEdits groups,
    TransferEdits transfers,
    VolumeAnnouncements announcements,
    VolumeGrowth growth) {

  /**
   * What is there after the edit.
   *
   * @throws Fault if it was refused
   */
  public static <T> T done(Edited<T> edited) {
    return switch (edited) {
      case Edited.Done<T> done -> done.value();
      case Edited.Refused<T> refused ->
          throw Fault.of(refused.refusal().status(), refused.refusal().message());
    };
  }
}
