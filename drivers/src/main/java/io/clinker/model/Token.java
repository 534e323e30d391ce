package io.clinker.model;

import java.util.Map;

/**
 * The right of one attempt of one step to change objects. Every driver call carries one; the
 * storage refuses a token that is lower than an object's mark.
 *
 * @param operation the operation that acts
 * @param run the number that admit gave the engine run, from 1
 * @param step the running number of activities scheduled in the run, repeats and undo included
 * @param attempt the attempt of the step, from 1
 * @param fences the fence of each object that may be changed
 */
public record Token(
    OperationId operation, int run, int step, int attempt, Map<ResourceRef, Long> fences) {
  public Token {
    fences = Map.copyOf(fences);
  }

  /** The mark this token leaves on an object; the object must be one that the token may change. */
  public Mark markFor(ResourceRef object) {
    Long fence = fences.get(object);
    if (fence == null) {
      throw new IllegalArgumentException("the token holds no fence for " + object);
    }
    return new Mark(fence, operation, run, step, attempt);
  }

  /** The same token for another attempt. */
  public Token withAttempt(int otherAttempt) {
    return new Token(operation, run, step, otherAttempt, fences);
  }
}
