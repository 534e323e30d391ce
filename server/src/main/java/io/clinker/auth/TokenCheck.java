package io.clinker.auth;

import io.clinker.clients.TokenFacts;

/** What is known of a token. */
sealed interface TokenCheck {
  /** The identity service said this of it. */
  record Valid(TokenFacts facts) implements TokenCheck {}

  /** The identity service does not accept it. */
  record Invalid() implements TokenCheck {}

  /** Nobody can tell now. */
  record Unknown(String reason) implements TokenCheck {}
}
