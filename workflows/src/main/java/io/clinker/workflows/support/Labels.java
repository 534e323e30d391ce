package io.clinker.workflows.support;

import io.clinker.driver.VolumeSource;
import io.clinker.model.ResourceKind;
import io.clinker.model.ResourceRef;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.AttachmentInput;
import io.clinker.operations.GroupInput;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.OperationState;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.temporal.common.SearchAttributeUpdate;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the engine's Web UI can be searched for while a run goes on. */
public final class Labels {
  private final List<SearchAttributeUpdate<?>> untold = new ArrayList<>();

  /** The labels of a run that begins with this request. */
  public static io.temporal.common.SearchAttributes atStart(OperationRequest request) {
    String volume =
        switch (request.input()) {
          case OperationInput.CreateSnapshot snapshot -> snapshot.volume().value();
          case AttachmentInput.CreateAttachment attachment -> attachment.volume().value();
          case OperationInput.CreateVolume create -> create.volume().value();
          case OperationInput.DeleteVolume delete -> delete.volume().value();
          case OperationInput.ExtendVolume extend -> extend.volume().value();
          case OperationInput.RetypeVolume retype -> retype.volume().value();
          case OperationInput.RevertVolume revert -> revert.volume().value();
          case OperationInput.AdoptVolume adopt -> adopt.volume().value();
          case OperationInput.ManageVolume manage -> manage.volume().value();
          case OperationInput.UnmanageVolume unmanage -> unmanage.volume().value();
          case OperationInput.ManageSnapshot manage -> manage.volume().value();
          case OperationInput.ReconcileVolume reconcile -> reconcile.volume().value();
          case OperationInput.ResetVolume reset -> reset.volume().value();
          case AttachmentInput.InitializeConnection connect -> connect.volume().value();
          case AttachmentInput.Attach attach -> attach.volume().value();
          // Known after admission only.
          case OperationInput.AdoptSnapshot ignored -> null;
          case OperationInput.UnmanageSnapshot ignored -> null;
          case OperationInput.ReconcileSnapshot ignored -> null;
          case OperationInput.ResetSnapshot ignored -> null;
          case OperationInput.DeleteSnapshot ignored -> null;
          case AttachmentInput.UpdateAttachment ignored -> null;
          case AttachmentInput.CompleteAttachment ignored -> null;
          case AttachmentInput.DeleteAttachment ignored -> null;
          case AttachmentInput.TerminateConnection ignored -> null;
          // There are several.
          case GroupInput.CreateGroup ignored -> null;
          case GroupInput.UpdateGroup ignored -> null;
          case GroupInput.DeleteGroup ignored -> null;
          case GroupInput.CreateGroupFromSource ignored -> null;
          case GroupInput.ResetGroup ignored -> null;
          case GroupInput.CreateGroupSnapshot ignored -> null;
          case GroupInput.DeleteGroupSnapshot ignored -> null;
          case GroupInput.ResetGroupSnapshot ignored -> null;
        };
    return labels(request.kind(), volume, request.projectId(), request.requestId());
  }

  /** The labels of a run of this operation. */
  public static io.temporal.common.SearchAttributes atStart(
      OperationKind kind, ResourceRef resource, String projectId, String requestId) {
    String volume = resource.kind() == ResourceKind.VOLUME ? resource.id() : null;
    return labels(kind, volume, projectId, requestId);
  }

  private static io.temporal.common.SearchAttributes labels(
      OperationKind kind, @Nullable String volume, String projectId, String requestId) {
    var labels =
        io.temporal.common.SearchAttributes.newBuilder()
            .set(SearchAttributes.PROJECT, projectId)
            .set(SearchAttributes.OPERATION, kind.word())
            .set(SearchAttributes.STATE, OperationState.RUNNING.word())
            .set(SearchAttributes.REQUEST, requestId);
    if (volume != null) {
      labels.set(SearchAttributes.VOLUME, volume);
    }
    return labels.build();
  }

  /** The steps begin, or there are none. */
  void running(Admitted admitted) {
    Plan plan = admitted.plan();
    boolean brief = admitted.workflowVersion() >= WorkflowVersion.SHORT_RUNS_TELL_THEIR_END;
    String volume = volumeOf(plan);
    if (volume != null) {
      untold.add(SearchAttributes.VOLUME.valueSet(volume));
    }
    String backend = backendOf(plan);
    if (backend != null) {
      untold.add(SearchAttributes.BACKEND.valueSet(backend));
    }
    if (!brief || isLong(plan)) {
      tell(OperationState.RUNNING);
    }
  }

  void cleaning() {
    tell(OperationState.CLEANING);
  }

  void ended(Outcome outcome) {
    tell(
        switch (outcome) {
          case Outcome.Succeeded ignored -> OperationState.SUCCEEDED;
          case Outcome.Failed ignored -> OperationState.FAILED;
          case Outcome.Cancelled ignored -> OperationState.CANCELLED;
        });
  }

  private void tell(OperationState state) {
    List<SearchAttributeUpdate<?>> updates = new ArrayList<>();
    updates.add(SearchAttributes.STATE.valueSet(state.word()));
    updates.addAll(untold);
    untold.clear();
    Workflow.upsertTypedSearchAttributes(updates.toArray(SearchAttributeUpdate<?>[]::new));
  }

  /** Whether its steps copy what a volume holds. */
  private static boolean isLong(Plan plan) {
    return switch (plan) {
      case Plan.CreateVolume create ->
          switch (create.source()) {
            case VolumeSource.Blank ignored -> false;
            case VolumeSource.OfSnapshot ignored -> true;
            case VolumeSource.OfVolume ignored -> true;
          };
      case Plan.RevertVolume ignored -> true;
      case Plan.CreateSnapshot ignored -> true;
      case Plan.DeleteVolume ignored -> false;
      case Plan.ExtendVolume ignored -> false;
      case Plan.DeleteSnapshot ignored -> false;
      case Plan.AdoptVolume ignored -> false;
      case Plan.AdoptSnapshot ignored -> false;
      case Plan.ManageVolume ignored -> false;
      case Plan.UnmanageVolume ignored -> true;
      case Plan.ManageSnapshot ignored -> false;
      case Plan.UnmanageSnapshot ignored -> false;
      case Plan.ReadVolume ignored -> false;
      case Plan.ReadSnapshot ignored -> false;
      case Plan.Connect ignored -> false;
      case Plan.Disconnect ignored -> false;
      case Plan.CreateGroup ignored -> true;
      case Plan.DeleteGroup ignored -> false;
      case Plan.CreateGroupSnapshot ignored -> true;
      case Plan.DeleteGroupSnapshot ignored -> false;
      case Plan.Nothing ignored -> false;
      case Plan.Hopeless ignored -> false;
    };
  }

  private static @Nullable String volumeOf(Plan plan) {
    return switch (plan) {
      case Plan.CreateVolume create -> create.volume().value();
      case Plan.DeleteVolume delete -> delete.volume().value();
      case Plan.ExtendVolume extend -> extend.volume().value();
      case Plan.RevertVolume revert -> revert.volume().value();
      case Plan.CreateSnapshot create -> create.volume().value();
      case Plan.DeleteSnapshot delete -> delete.volume().value();
      case Plan.AdoptVolume adopt -> adopt.volume().value();
      case Plan.AdoptSnapshot adopt -> adopt.volume().value();
      case Plan.ManageVolume manage -> manage.volume().value();
      case Plan.UnmanageVolume unmanage -> unmanage.volume().value();
      case Plan.ManageSnapshot manage -> manage.volume().value();
      case Plan.UnmanageSnapshot unmanage -> unmanage.volume().value();
      case Plan.ReadVolume read -> read.volume().value();
      case Plan.ReadSnapshot read -> read.volume().value();
      case Plan.Connect connect -> connect.volume().value();
      case Plan.Disconnect disconnect -> disconnect.volume().value();
      case Plan.CreateGroup ignored -> null;
      case Plan.DeleteGroup ignored -> null;
      case Plan.CreateGroupSnapshot ignored -> null;
      case Plan.DeleteGroupSnapshot ignored -> null;
      case Plan.Nothing ignored -> null;
      case Plan.Hopeless ignored -> null;
    };
  }

  private static @Nullable String backendOf(Plan plan) {
    return switch (plan) {
      case Plan.CreateVolume create -> create.backend();
      case Plan.DeleteVolume delete -> delete.backend();
      case Plan.ExtendVolume extend -> extend.backend();
      case Plan.RevertVolume revert -> revert.backend();
      case Plan.CreateSnapshot create -> create.backend();
      case Plan.DeleteSnapshot delete -> delete.backend();
      case Plan.AdoptVolume adopt -> adopt.backend();
      case Plan.AdoptSnapshot adopt -> adopt.backend();
      case Plan.ManageVolume manage -> manage.backend();
      case Plan.UnmanageVolume unmanage -> unmanage.backend();
      case Plan.ManageSnapshot manage -> manage.backend();
      case Plan.UnmanageSnapshot unmanage -> unmanage.backend();
      case Plan.ReadVolume read -> read.backend();
      case Plan.ReadSnapshot read -> read.backend();
      case Plan.Connect connect -> connect.backend();
      case Plan.Disconnect disconnect -> disconnect.backend();
      case Plan.CreateGroup create -> create.backend();
      case Plan.DeleteGroup delete -> delete.backend();
      case Plan.CreateGroupSnapshot create -> create.backend();
      case Plan.DeleteGroupSnapshot delete -> delete.backend();
      case Plan.Nothing ignored -> null;
      case Plan.Hopeless ignored -> null;
    };
  }
}
