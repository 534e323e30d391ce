package io.clinker.node;

import io.clinker.model.Token;
import io.clinker.steps.SharedSlots;
import io.clinker.store.CallSlots;

/** A limit over all nodes, kept by rows of the database. */
final class RowSlots implements SharedSlots {
  private final CallSlots slots;
  private final String backend;
  private final int limit;
  private final String node;

  RowSlots(CallSlots slots, String backend, int limit, String node) {
    this.slots = slots;
    this.backend = backend;
    this.limit = limit;
    this.node = node;
  }

  @Override
  public boolean take(Token token) {
    return slots.take(backend, limit, caller(token));
  }

  @Override
  public void giveBack(Token token) {
    slots.giveBack(backend, caller(token));
  }

  private CallSlots.Caller caller(Token token) {
    return new CallSlots.Caller(
        token.operation(), token.run(), token.step(), token.attempt(), node);
  }
}
