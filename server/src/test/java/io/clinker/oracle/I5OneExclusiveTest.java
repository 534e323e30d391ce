package io.clinker.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A hand-over whose two times are of two clocks. */
class I5OneExclusiveTest {
  private static final Rows.Operation SUCCESSOR =
      MadeRows.succeeded("delete", OperationKind.VOLUME_DELETE, 1_000, 60_000);

  @Test
  void namesAnEndAfterTheAdmissionOfTheSuccessor() {
    assertThat(violations(create(0, 4_000, "delete"))).hasSize(1);
  }

  @Test
  void bearsAnAdmissionAfterThatOfTheSuccessor() {
    assertThat(violations(create(3_000, 1_000, "delete"))).isEmpty();
  }

  @Test
  void namesOneThatWentOnAfterItsSuccessorBegan() {
    assertThat(violations(create(0, 7_000, "delete"))).hasSize(1);
    assertThat(violations(create(7_000, 1_000, "delete"))).hasSize(1);
  }

  @Test
  void namesTwoOfWhichNeitherSupersededTheOther() {
    assertThat(violations(create(0, 4_000, "another"))).hasSize(1);
    assertThat(violations(create(3_000, 1_000, "another"))).hasSize(1);
  }

  private static Rows.Operation create(long admitted, long ended, String supersededBy) {
    return MadeRows.operation(
        "create",
        OperationKind.VOLUME_CREATE,
        OperationState.SUPERSEDED,
        admitted,
        ended,
        supersededBy);
  }

  private static List<String> violations(Rows.Operation old) {
    return new I5OneExclusive()
        .finding(MadeRows.evidence(History.none(), old, SUCCESSOR))
        .violations();
  }
}
