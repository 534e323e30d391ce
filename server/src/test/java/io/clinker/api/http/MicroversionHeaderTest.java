package io.clinker.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MicroversionHeaderTest {
  @Test
  void absentHeaderMeansTheLowestVersion() {
    assertThat(MicroversionHeader.parse(null)).isEqualTo(Microversion.MINIMUM);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          volume 3.0                 | 3.0
          volume 3.27                | 3.27
          volume 3.71                | 3.71
          volume latest              | 3.71
          volumev3 3.5               | 3.5
          compute 2.1, volume 3.27   | 3.27
          volume    3.8              | 3.8
          """)
  void versionIsRead(String header, String version) {
    assertThat(MicroversionHeader.parse(header)).hasToString(version);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          volume 3.72       | 406 | Version 3.72 is not supported by the API. Minimum is 3.0 and maximum is 3.71.
          volume 4.0        | 406 | Version 4.0 is not supported by the API. Minimum is 3.0 and maximum is 3.71.
          volume 2.0        | 406 | Version 2.0 is not supported by the API. Minimum is 3.0 and maximum is 3.71.
          volume 3          | 400 | API Version String 3 is of invalid format. Must be of format MajorNum.MinorNum.
          volume 3.         | 400 | API Version String 3. is of invalid format. Must be of format MajorNum.MinorNum.
          volume 3.01       | 400 | API Version String 3.01 is of invalid format. Must be of format MajorNum.MinorNum.
          volume x          | 400 | API Version String x is of invalid format. Must be of format MajorNum.MinorNum.
          volume3.12        | 400 | API Version String volume3.12 is of invalid format. Must be of format MajorNum.MinorNum.
          compute 2.1       | 400 | The server could not comply with the request since it is either malformed or otherwise incorrect.
          """)
  void whatIsNoVersionIsRefused(String header, int status, String message) {
    Fault fault = catchThrowableOfType(Fault.class, () -> MicroversionHeader.parse(header));

    assertThat(fault.status()).isEqualTo(status);
    assertThat(fault.text()).isEqualTo(message);
    assertThat(fault.element()).isEqualTo(status == 406 ? "computeFault" : "badRequest");
  }
}
