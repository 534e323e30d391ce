package io.clinker.contract;

/** Called by a driver under test just before each of its effects; may block. */
@FunctionalInterface
public interface PauseHook {
  /** Reached just before the effect of this name. */
  void at(String effect);
}
