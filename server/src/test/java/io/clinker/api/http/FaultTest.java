package io.clinker.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTest {
  @ParameterizedTest
  @CsvSource({
    "400, badRequest",
    "401, unauthorized",
    "403, forbidden",
    "404, itemNotFound",
    "405, badMethod",
    "406, computeFault",
    "409, conflictingRequest",
    "415, badMediaType",
    "422, computeFault",
    "500, computeFault",
    "501, notImplemented",
    "503, serviceUnavailable",
    "504, computeFault"
  })
  void elementIsNamedAfterTheStatus(int status, String element) {
    assertThat(Json.text(Fault.of(status, "why").body()))
        .isEqualTo("{\"%s\":{\"code\":%d,\"message\":\"why\"}}".formatted(element, status));
  }

  @org.junit.jupiter.api.Test
  void tooMuchSaysWhenToTryAgainAsText() {
    Fault fault = Fault.of(413, "too much");

    assertThat(Json.text(fault.body()))
        .isEqualTo("{\"overLimit\":{\"code\":413,\"message\":\"too much\",\"retryAfter\":\"0\"}}");
    assertThat(fault.headers()).containsEntry("Retry-After", "0");
  }
}
