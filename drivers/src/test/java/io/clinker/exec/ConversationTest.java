package io.clinker.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConversationTest {
  private static final long AN_HOUR = 3_600_000_000_000L;
  private final CommandRunner runner = new CommandRunner();

  @AfterEach
  void close() {
    runner.close();
  }

  @Test
  void eachLineIsAnswered() {
    try (Conversation cat = runner.converse("cat")) {
      say(cat, "one\ntwo\n");
      assertThat(next(cat)).isEqualTo("one");
      assertThat(next(cat)).isEqualTo("two");
      say(cat, "three\n");
      assertThat(next(cat)).isEqualTo("three");
    }
  }

  @Test
  void aToolThatSaysNothingInTimeLeavesTheOutcomeUnknown() {
    try (Conversation cat = runner.converse("cat")) {
      ClinkerException late =
          catchThrowableOfType(ClinkerException.class, () -> cat.next(System.nanoTime(), () -> {}));

      assertThat(late.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
      assertThat(late.facts()).containsEntry("tool", "cat");
    }
  }

  @Test
  void whoWaitsIsAskedAndMayStop() {
    try (Conversation cat = runner.converse("cat")) {
      ClinkerException stopped =
          catchThrowableOfType(
              ClinkerException.class,
              () ->
                  cat.next(
                      System.nanoTime() + AN_HOUR,
                      () -> {
                        throw new ClinkerException(ErrorCode.CANCELLED, "enough");
                      }));

      assertThat(stopped.code()).isEqualTo(ErrorCode.CANCELLED);
    }
  }

  @Test
  void aToolThatEndedIsGoneWithWhatItComplainedOf() {
    try (Conversation failing = runner.converse("sh", "-c", "echo broken >&2; exit 3")) {
      ClinkerException gone = catchThrowableOfType(ClinkerException.class, () -> next(failing));

      assertThat(gone.code()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
      assertThat(gone.facts()).containsEntry("tool", "sh");
    }
  }

  @Test
  void aToolThatIsNotInstalledIsNamed() {
    ClinkerException missing =
        catchThrowableOfType(ClinkerException.class, () -> runner.converse("/nowhere/tool"));

    assertThat(missing.code()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
    assertThat(missing.facts()).containsEntry("tool", "/nowhere/tool");
  }

  private static void say(Conversation conversation, String text) {
    conversation.say(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String next(Conversation conversation) {
    return conversation.next(System.nanoTime() + AN_HOUR, () -> {});
  }
}
