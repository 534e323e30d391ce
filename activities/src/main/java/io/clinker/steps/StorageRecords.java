package io.clinker.steps;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Mark;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.steps.DriverActivities.Ticket;
import io.clinker.store.HoldingsStore;
import io.clinker.store.ObservationStore;
import io.clinker.store.ObservationStore.Held;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What steps learn from the storage and the end of their operation must know. */
public final class StorageRecords {
  private static final Logger LOG = LoggerFactory.getLogger(StorageRecords.class);

  private final Jdbi jdbi;
  private final ObservationStore observations = new ObservationStore();
  private final HoldingsStore holdings = new HoldingsStore();

  public StorageRecords(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Keeps what was read.
   *
   * @throws ClinkerException STALE_TOKEN if the operation has ended or another run has it
   */
  void keep(Ticket ticket, Held held) {
    boolean written =
        jdbi.inTransaction(
            handle ->
                observations.write(handle, ticket.operation(), ticket.run(), held, Instant.now()));
    if (!written) {
      throw new ClinkerException(
          ErrorCode.STALE_TOKEN,
          "the operation has ended or another run has it",
          Map.of("operation", ticket.operation().value()));
    }
  }

  /**
   * The size that an earlier step of the operation has found, in whole gibibytes.
   *
   * @throws ClinkerException STALE_TOKEN if there is none: the operation has ended
   */
  Size found(Ticket ticket) {
    return jdbi.withHandle(handle -> observations.find(handle, ticket.operation()))
        .map(Held::bytes)
        .map(bytes -> Size.ofGibibytes(Math.max(1, new Size(bytes).gibibytes())))
        .orElseThrow(
            () ->
                new ClinkerException(
                    ErrorCode.STALE_TOKEN,
                    "the operation has ended",
                    Map.of("operation", ticket.operation().value())));
  }

  /**
   * A token was refused. If the row of the object says that it is this run's turn all the same, the
   * database knows less than the storage (it was put back to an older state): the fence in the row
   * is raised above the mark, so that the step can be done with the next token.
   */
  void refused(Ticket ticket, ClinkerException error) {
    String object = error.facts().get("object");
    String mark = error.facts().get("mark");
    if (error.code() != ErrorCode.STALE_TOKEN || object == null || mark == null) {
      return;
    }
    try {
      raise(ticket, ResourceRef.parse(object), Mark.parse(mark));
    } catch (RuntimeException failure) {
      LOG.atWarn()
          .addKeyValue("operation", ticket.operation())
          .setCause(failure)
          .log("fence not compared with the mark");
    }
  }

  private void raise(Ticket ticket, ResourceRef object, Mark mark) {
    if (!ticket.fences().containsKey(object)) {
      return;
    }
    // Two operations never share a fence: an equal one of another operation was given out before.
    long atLeast = mark.operation().equals(ticket.operation()) ? mark.fence() : mark.fence() + 1;
    boolean raised =
        jdbi.withHandle(
            handle ->
                holdings.raiseFence(handle, object, atLeast, ticket.operation(), ticket.run()));
    if (raised) {
      LOG.atWarn()
          .addKeyValue("operation", ticket.operation())
          .addKeyValue("object", object)
          .addKeyValue("mark", mark.text())
          .log("fence raised above a mark that the database did not know");
    }
  }

  /** Whether the object bears the mark of an operation other than this one. */
  static boolean isAnothers(Optional<Mark> mark, OperationId operation) {
    return mark.isPresent() && !mark.get().operation().equals(operation);
  }
}
