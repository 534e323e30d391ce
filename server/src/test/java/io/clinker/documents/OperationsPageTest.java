package io.clinker.documents;

import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationKind.Statuses;
import io.clinker.operations.OperationState;
import io.clinker.operations.PinKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * {@code server/src/docs/operations.md} is the operation catalogue as a table. Written anew by
 * {@code -Dclinker.write.docs=true}.
 */
class OperationsPageTest {
  @Test
  void thePageIsUpToDate() throws Exception {
    WrittenPage.requireUpToDate(getClass(), "operations.md", page());
  }

  private static String page() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Operations

        Written from the operation catalogue (`OperationKind`) by `OperationsPageTest`; not edited by hand.

        Each operation holds one resource alone. *Allowed in* are the statuses of that resource in which it may begin; where none are named the operation makes the resource. *Kept away by* are pins of other operations on the resource (for attachments: on its volume). An operation that *takes over from* another ends it and inherits its resource, quota and capacity. The *deadline* is how long transient failures are borne before the steps are undone.

        | operation | holds alone | allowed in | meanwhile | after success | after failure | after cancel | kept away by | takes over from | deadline |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        """);
    for (OperationKind kind : OperationKind.values()) {
      Statuses statuses = kind.statuses();
      page.append(
          row(
              "`" + kind.word() + "`",
              kind.resourceKind().word(),
              kind.makesResource() ? "(makes it)" : words(statuses.allowed()),
              statuses.during(),
              after(statuses.afterSuccess()),
              after(statuses.afterFailure()),
              after(statuses.afterCancel()),
              pins(kind),
              words(
                  Arrays.stream(OperationKind.values())
                      .filter(kind::supersedes)
                      .map(OperationKind::word)
                      .toList()),
              text(kind.deadline())));
    }
    page.append(
        """

        *(before)*: as it was before. *(gone)*: the row is deleted. *(computed)*: follows from what is there, the attachments that are left above all. *(asked for)*: what the request names. *(any)*: whatever it is. An extend that took effect counts as done even if its steps then failed. For the attach calls of older clients see [ADR 19](adr/0019-older-attach-calls.md): an `attachment-create` that fails leaves no attachment, an `attachment-delete` leaves one that is used.

        ## States of an operation

        | state | has ended |
        | --- | --- |
        """);
    for (OperationState state : OperationState.values()) {
      page.append(row(state.word(), state.open() ? "no" : "yes"));
    }
    page.append(
        """

        ## Kinds of pins

        """);
    for (PinKind pin : PinKind.values()) {
      page.append("- `").append(pin.word()).append("`: ").append(meaning(pin)).append('\n');
    }
    return page.toString();
  }

  private static String meaning(PinKind pin) {
    return switch (pin) {
      case SOURCE -> "its contents are being copied; many at once, nobody may change or remove it.";
      case ATTACHMENT -> "an attachment of it is being made, changed or removed.";
      case TICKET -> "the one copy of it that may change its object now.";
    };
  }

  private static String pins(OperationKind kind) {
    return words(
        Arrays.stream(PinKind.values())
            .filter(kind.excludedBy()::contains)
            .map(PinKind::word)
            .toList());
  }

  private static String words(Collection<String> words) {
    return words.isEmpty()
        ? "–"
        : words.stream().sorted().map(word -> word).collect(Collectors.joining(", "));
  }

  private static String after(@Nullable String status) {
    return status == null ? "(before)" : status;
  }

  private static String text(Duration duration) {
    return duration.toHours() > 0 ? duration.toHours() + " h" : duration.toMinutes() + " min";
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
