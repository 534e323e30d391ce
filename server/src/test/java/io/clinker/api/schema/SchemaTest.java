package io.clinker.api.schema;

import static io.clinker.api.schema.Schema.optional;
import static io.clinker.api.schema.Schema.required;
import static io.clinker.api.schema.Schema.since;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clinker.api.Calls;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Since;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {
  private static final Schema SCHEMA =
      Schema.in(
              "thing",
              required("id", Forms.uuid().orNull()),
              optional("name", Forms.stripped255()),
              optional("label", Forms.name255()),
              optional("note", Forms.strippedDescription()),
              optional("size", Forms.size().orNull()),
              optional("force", Forms.flag()),
              optional("metadata", Forms.metadata()),
              optional("mode", Forms.choice("rw", "ro")),
              since(Since.VOLUME_GROUP_ID, "group_id", Forms.text255()))
          .withSibling(
              "hints", Forms.openTree(Map.of("near", Forms.oneOrMore(Forms.uuid()))).orNull())
          .withUnknown(new Schema.Unknown.RefusedFrom(Since.VOLUME_BODIES_CLOSED));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {                                        | Malformed request body
          []                                       | Malformed request body
          7                                        | Malformed request body
          {"thing":{"id":null,"id":null}}          | Malformed request body: Duplicate field 'id'
          {}                                       | 'thing' is a required property
          {"thing":[]}                             | Invalid input for field/attribute thing. Value: []. [] is not of type 'object'
          {"thing":{"id":null},"x":1}              | Additional properties are not allowed ('x' was unexpected)
          {"thing":{}}                             | 'id' is a required property
          {"thing":{"id":"x"}}                     | Invalid input for field/attribute id. Value: x. 'x' is not a 'uuid'
          {"thing":{"id":null,"x":1}}              | Additional properties are not allowed ('x' was unexpected)
          {"thing":{"id":null,"x":1,"y":1}}        | Additional properties are not allowed ('x', 'y' were unexpected)
          {"thing":{"id":null,"label":""}}         | Invalid input for field/attribute label. Value: . '' is too short
          {"thing":{"id":null,"label":null}}       | Invalid input for field/attribute label. Value: None. None is not of type 'string'
          {"thing":{"id":null,"size":0}}           | Invalid input for field/attribute size. Value: 0. 0 is less than the minimum of 1
          {"thing":{"id":null,"size":-1}}          | Invalid input for field/attribute size. Value: -1. -1 is less than the minimum of 1
          {"thing":{"id":null,"size":2147483648}}  | Invalid input for field/attribute size. Value: 2147483648. 2147483648 is greater than the maximum of 2147483647
          {"thing":{"id":null,"size":99999999999999999999}} | Invalid input for field/attribute size. Value: 99999999999999999999. 99999999999999999999 is greater than the maximum of 2147483647
          {"thing":{"id":null,"size":1.5}}         | Invalid input for field/attribute size. Value: 1.5. 1.5 is not of type 'integer', 'string', 'null'
          {"thing":{"id":null,"size":true}}        | Invalid input for field/attribute size. Value: True. True is not of type 'integer', 'string', 'null'
          {"thing":{"id":null,"size":"x"}}         | Invalid input for field/attribute size. Value: x. 'x' does not match '^[0-9]*$'
          {"thing":{"id":null,"mode":"x"}}         | Invalid input for field/attribute mode. Value: x. 'x' is not one of ['rw', 'ro']
          {"thing":{"id":null,"metadata":{"":"x"}}} | Invalid input for field/attribute metadata. Value: {'': 'x'}. '' does not match any of the regexes: '^[a-zA-Z0-9-_:. /]{1,255}$'
          {"thing":{"id":null,"metadata":{"k":1}}} | Invalid input for field/attribute k. Value: 1. 1 is not of type 'string'
          """)
  void wrongBodiesAreRefusedInCindersWords(String body, String message) {
    Fault fault = catchThrowableOfType(Fault.class, () -> SCHEMA.read(Calls.post(71, body)));

    assertThat(fault.status()).isEqualTo(400);
    assertThat(fault.text()).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "{\"far\":[5]}",
        "{\"near\":\"00000000-0000-4000-8000-000000000001\"}",
        "{\"near\":[\"00000000-0000-4000-8000-000000000001\"]}"
      })
  void whatStandsBesideMayBeOfItsForm(String hints) {
    assertThat(withHints(hints).text("label")).isEqualTo("l");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5",
        "[]",
        "{\"near\":\"x\"}",
        "{\"near\":null}",
        "{\"near\":[\"x\"]}",
        "{\"near\":[\"00000000-0000-4000-8000-000000000001\","
            + "\"00000000-0000-4000-8000-000000000001\"]}"
      })
  void whatStandsBesideIsRefusedInAnotherForm(String hints) {
    assertThat(catchThrowableOfType(Fault.class, () -> withHints(hints)).status()).isEqualTo(400);
  }

  private static Members withHints(String hints) {
    return SCHEMA.read(
        Calls.post(71, "{\"thing\":{\"id\":null,\"label\":\"l\"},\"hints\":%s}".formatted(hints)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\n", "a\\tb", "\\u007f", "\\u0085", "\\u2028"})
  void descriptionsHaveNoControlCharacters(String text) {
    Fault fault = catchThrowableOfType(Fault.class, () -> read(71, "note", '"' + text + '"'));

    assertThat(fault.text()).startsWith("Invalid input for field/attribute note. Value: ");
    assertThat(read(71, "name", "\"a" + text + "b\"").stripped("name")).hasSizeGreaterThan(2);
  }

  @Test
  void descriptionsHaveAnyOtherCharacter() {
    assertThat(read(71, "note", "\" ä 漢 😀 \"").stripped("note")).isEqualTo("ä 漢 😀");
    assertThat(read(71, "note", "null").stripped("note")).isNull();
  }

  @Test
  void nameOfTooManyCharactersIsRefusedAfterStripping() {
    String fits = " " + "ä".repeat(255) + " ";

    assertThat(read(71, "name", '"' + fits + '"').stripped("name")).hasSize(255);
    assertThat(
            catchThrowableOfType(Fault.class, () -> read(71, "name", '"' + "x".repeat(256) + '"'))
                .text())
        .isEqualTo("Invalid input received: name has 256 characters, more than 255.");
  }

  @Test
  void unknownAndNewerMembersAreIgnoredInOpenVersions() {
    Members members = read(12, "group_id", "5");

    assertThat(members.has("group_id")).isFalse();
    assertThat(members.text("group_id")).isNull();
  }

  @Test
  void sizeMayBeDigits() {
    assertThat(read(71, "size", "\"5\"").whole("size")).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    "true, true",
    "\"True\", true",
    "\"on\", true",
    "\"1\", true",
    "\"y\", true",
    "false, false",
    "\"Off\", false",
    "\"0\", false",
    "\"n\", false"
  })
  void wordsAreFlags(String value, boolean expected) {
    assertThat(read(71, "force", value).flag("force", !expected)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1", "0", "null", "\"maybe\"", "[]"})
  void otherValuesAreNoFlags(String value) {
    Fault fault = catchThrowableOfType(Fault.class, () -> read(71, "force", value));

    assertThat(fault.text()).startsWith("Invalid input for field/attribute force. Value: ");
  }

  private static Members read(int minor, String member, String value) {
    return SCHEMA.read(
        Calls.post(
            minor, "{\"thing\":{\"id\":null,\"%s\":%s},\"hints\":{}}".formatted(member, value)));
  }
}
