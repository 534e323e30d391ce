package io.clinker.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationState;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A client that is refused the connection which was made for it. */
class I7OneEndTest {
  private static final String WORD = OperationKind.ATTACHMENT_CREATE.word();
  private static final Rows.Operation MADE =
      MadeRows.succeeded("made", OperationKind.ATTACHMENT_CREATE, 1_000, 2_000);
  private static final Rows.Operation TAKEN =
      MadeRows.succeeded("taken", OperationKind.ATTACHMENT_DELETE, 1_500, 3_000);

  @Test
  void bearsItIfTheConnectionWasTakenBackMeanwhile() {
    assertThat(violations(refused(WORD, null, 409), TAKEN)).isEmpty();
  }

  @Test
  void namesItIfNobodyTookTheConnection() {
    assertThat(violations(refused(WORD, null, 409))).hasSize(1);
    assertThat(violations(refused(WORD, null, 409), abandoned())).hasSize(1);
    assertThat(
            violations(
                refused(WORD, null, 409),
                MadeRows.succeeded("late", OperationKind.ATTACHMENT_DELETE, 600_000, 601_000)))
        .hasSize(1);
    assertThat(
            violations(
                refused(WORD, null, 409),
                MadeRows.succeeded("before", OperationKind.ATTACHMENT_DELETE, 500, 900)))
        .hasSize(1);
    assertThat(
            violations(
                refused(WORD, null, 409),
                MadeRows.succeeded("other", OperationKind.ATTACHMENT_COMPLETE, 2_500, 2_900)))
        .hasSize(1);
  }

  @Test
  void namesAnyOtherRefusalOfWhatSucceeded() {
    assertThat(violations(refused(WORD, null, 500), TAKEN)).hasSize(1);
    assertThat(violations(refused(WORD, "attachment/" + MadeRows.RESOURCE, 409), TAKEN)).hasSize(1);
    assertThat(violations(refused(OperationKind.ATTACHMENT_UPDATE.word(), null, 409), TAKEN))
        .hasSize(1);
  }

  private static Rows.Operation abandoned() {
    return MadeRows.operation(
        "abandoned", OperationKind.ATTACHMENT_DELETE, OperationState.ABANDONED, 2_500, 2_500, null);
  }

  private static History.Call refused(String kind, @Nullable String resource, int http) {
    return new History.Call(
        kind,
        resource,
        "volume",
        null,
        0,
        1,
        History.Outcome.REFUSED,
        http,
        List.of(MadeRows.REQUEST + "made"),
        null);
  }

  private static List<String> violations(History.Call call, Rows.Operation... others) {
    Rows.Operation[] operations = new Rows.Operation[others.length + 1];
    operations[0] = MADE;
    System.arraycopy(others, 0, operations, 1, others.length);
    return new I7OneEnd()
        .finding(MadeRows.evidence(new History(List.of(call), List.of()), operations))
        .violations();
  }
}
