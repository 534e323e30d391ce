package io.clinker.oracle;

/** I8: what a backend accepted for one object never went down. */
final class I8TokensRise implements Invariant {
  @Override
  public String id() {
    return "I8";
  }

  @Override
  public String title() {
    return "accepted fencing tokens per object never go down";
  }

  @Override
  public void check(Evidence evidence, Found found) {
    long accepted = 0;
    for (BackendEvidence backend : evidence.backends()) {
      if (backend.acceptedTokens() < 0) {
        found.note("backend %s keeps no log of accepted tokens", backend.name());
      } else {
        accepted += backend.acceptedTokens();
      }
      for (String violation : backend.tokenViolations()) {
        found.violation("backend %s: %s", backend.name(), violation);
      }
    }
    found.figures("%d accepted tokens", accepted);
  }
}
