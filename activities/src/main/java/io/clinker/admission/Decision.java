package io.clinker.admission;

import io.clinker.model.ResourceRef;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.Plan;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a rule has decided and written; only the operation's own row is left to write.
 *
 * @param ended whether the rule has settled it too
 * @param place where the operation has taken space
 * @param placement why each pool was taken or fell out, as JSON
 */
record Decision(
    Plan plan,
    boolean ended,
    AnswerRow row,
    Map<ResourceRef, Long> fences,
    @Nullable Place place,
    @Nullable String placement) {
  /**
   * @param gib what settle gives back if the operation comes to nothing
   */
  record Place(String backend, String pool, long gib) {
    /**
     * Where an operation is at work that takes no space.
     *
     * @param pool null: outside of every pool
     */
    static Place of(String backend, @Nullable String pool) {
      return new Place(backend, pool == null ? "" : pool, 0);
    }
  }

  static Decision steps(Plan plan, AnswerRow row, Map<ResourceRef, Long> fences) {
    return new Decision(plan, false, row, fences, null, null);
  }

  static Decision done(AnswerRow row) {
    return new Decision(new Plan.Nothing(), true, row, Map.of(), null, null);
  }

  Decision at(@Nullable Place where) {
    return new Decision(plan, ended, row, fences, where, placement);
  }
}
