package io.clinker.operations;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The words by which nodes of different builds tell each other what they understand: the kinds of
 * operations, the forms of requests that came later than their kind, and the plans. A request is
 * accepted when every live node understands it, so that none is given what it cannot carry out.
 */
public final class Vocabulary {
  /** Begins the word of a plan. */
  private static final String PLAN = "plan/";

  /** Of builds that do not tell theirs; never changed. */
  public static final Set<String> OF_SILENT_BUILDS =
      Stream.concat(
              Stream.of(
                  "volume-create",
                  "volume-delete",
                  "volume-extend",
                  "volume-adopt",
                  "volume-reconcile",
                  "volume-reset-status",
                  "volume-revert",
                  "snapshot-create",
                  "snapshot-delete",
                  "snapshot-adopt",
                  "snapshot-reconcile",
                  "snapshot-reset-status",
                  "attachment-create",
                  "attachment-update",
                  "attachment-complete",
                  "attachment-delete"),
              Stream.of(
                      "create-volume",
                      "delete-volume",
                      "extend-volume",
                      "revert-volume",
                      "create-snapshot",
                      "delete-snapshot",
                      "adopt-volume",
                      "adopt-snapshot",
                      "read-volume",
                      "read-snapshot",
                      "connect",
                      "disconnect",
                      "nothing",
                      "hopeless")
                  .map(Vocabulary::plan))
          .collect(Collectors.toUnmodifiableSet());

  private Vocabulary() {}

  /** Of this build. */
  public static Set<String> own() {
    Stream<String> kinds = Arrays.stream(OperationKind.values()).map(OperationKind::word);
    Stream<String> plans =
        Arrays.stream(Plan.class.getAnnotation(JsonSubTypes.class).value())
            .map(type -> plan(type.name()));
    return Stream.of(kinds, OperationInput.LATER_FORMS.stream(), plans)
        .flatMap(words -> words)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The word of a plan by the name that stands in its JSON. */
  public static String plan(String name) {
    return PLAN + name;
  }
}
