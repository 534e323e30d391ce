package io.clinker.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.api.http.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the value of a member may be. */
public sealed interface Form
    permits Form.Text,
        Form.Whole,
        Form.Flag,
        Form.Uuid,
        Form.Percentage,
        Form.Choice,
        Form.TextOrWhole,
        Form.Names,
        Form.Texts,
        Form.Tree,
        Form.TreeOrText,
        Form.Anything,
        OneOrMore,
        OpenTree,
        Printable {

  /** Whether {@code null} will do. */
  boolean nullable();

  /** Refuses with 400 what is neither null nor of this form. */
  void check(String member, JsonNode value);

  /** The same of a member that need not be there; null is refused unless it will do. */
  default void checkIfThere(String member, @Nullable JsonNode value) {
    if (value != null && !(value.isNull() && nullable())) {
      check(member, value);
    }
  }

  /** What {@link #check} lets pass, null included where it is allowed, as JSON Schema. */
  ObjectNode describe();

  /** The same, with null allowed. */
  Form orNull();

  /** The refusal of a value that must be an object. */
  static Fault notAnObject(String member, JsonNode value) {
    return Messages.type(member, value, false, "object");
  }

  /** A text, counted in characters as the client sent them. */
  record Text(int least, int most, boolean nullable, boolean stripped) implements Form {
    @Override
    public void check(String member, JsonNode value) {
      String text = Messages.text(member, value, nullable);
      if (stripped) {
        int length = length(text.strip());
        if (length > most) {
          throw Fault.invalidInput(
              "%s has %d characters, more than %d.".formatted(member, length, most));
        }
        if (length < least) {
          throw Fault.invalidInput(
              "%s has %d characters, less than %d.".formatted(member, length, least));
        }
      } else if (length(text) > most) {
        throw Messages.invalid(member, value, Python.repr(text) + " is too long");
      } else if (length(text) < least) {
        throw Messages.invalid(member, value, Python.repr(text) + " is too short");
      }
      if (text.indexOf('\0') >= 0) {
        throw Messages.invalid(member, value, "a text cannot hold a null character");
      }
    }

    @Override
    public ObjectNode describe() {
      return JsonSchema.of("string", nullable)
          .with("minLength", least)
          .with("maxLength", most)
          .json();
    }

    @Override
    public Text orNull() {
      return new Text(least, most, true, stripped);
    }

    private static int length(String text) {
      return text.codePointCount(0, text.length());
    }
  }

  /** A whole number, or a text of digits. */
  record Whole(long least, long most, boolean nullable) implements Form {
    private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,18}");

    @Override
    public void check(String member, JsonNode value) {
      boolean digits = value.isTextual() && DIGITS.matcher(value.textValue()).matches();
      if (!value.isIntegralNumber() && !digits) {
        if (value.isTextual()) {
          throw Messages.invalid(member, value, Python.repr(value) + " does not match '^[0-9]*$'");
        }
        throw Messages.type(member, value, nullable, "integer", "string");
      }
      boolean tooWide = value.isIntegralNumber() && !value.canConvertToLong();
      long number = digits ? Long.parseLong(value.textValue()) : value.longValue();
      if (tooWide ? value.decimalValue().signum() < 0 : number < least) {
        throw Messages.invalid(
            member, value, Python.str(value) + " is less than the minimum of " + least);
      }
      if (tooWide || number > most) {
        throw Messages.invalid(
            member, value, Python.str(value) + " is greater than the maximum of " + most);
      }
    }

    @Override
    public ObjectNode describe() {
      return JsonSchema.anyOf(
              JsonSchema.of("integer", nullable).with("minimum", least).with("maximum", most),
              JsonSchema.of("string", false).with("pattern", "^" + DIGITS.pattern() + "$"))
          .json();
    }

    @Override
    public Form orNull() {
      return new Whole(least, most, true);
    }
  }

  /** True, false or an accepted word; not a number. */
  record Flag(boolean nullable) implements Form {
    static final Set<String> TRUE =
        Set.of("True", "TRUE", "true", "1", "ON", "On", "on", "YES", "Yes", "yes", "y", "t");
    static final Set<String> FALSE =
        Set.of("False", "FALSE", "false", "0", "OFF", "Off", "off", "NO", "No", "no", "n", "f");

    @Override
    public void check(String member, JsonNode value) {
      boolean word =
          value.isTextual()
              && (TRUE.contains(value.textValue()) || FALSE.contains(value.textValue()));
      if (!value.isBoolean() && !word) {
        throw Messages.invalid(
            member,
            value,
            Python.repr(value)
                + " is not one of [True, 'True', 'TRUE', 'true', '1', 'ON', 'On', 'on', 'YES',"
                + " 'Yes', 'yes', 'y', 't', False, 'False', 'FALSE', 'false', '0', 'OFF', 'Off',"
                + " 'off', 'NO', 'No', 'no', 'n', 'f']");
      }
    }

    @Override
    public ObjectNode describe() {
      List<@Nullable Object> words = new ArrayList<>(List.of(true, false));
      words.addAll(new TreeSet<>(TRUE));
      words.addAll(new TreeSet<>(FALSE));
      if (nullable) {
        words.add(null);
      }
      return JsonSchema.oneOf(words).json();
    }

    @Override
    public Form orNull() {
      return new Flag(true);
    }
  }

  /** An identifier, in any spelling that Python's uuid module takes. */
  record Uuid(boolean nullable) implements Form {
    private static final Pattern SHAPE = Pattern.compile("[0-9a-fA-F]{32}");

    @Override
    public void check(String member, JsonNode value) {
      String text = Messages.text(member, value, nullable);
      if (!SHAPE.matcher(digits(text)).matches()) {
        throw Messages.invalid(member, value, Python.repr(text) + " is not a 'uuid'");
      }
    }

    private static String digits(String text) {
      return text.replace("urn:", "").replace("uuid:", "").replaceAll("[{}-]", "");
    }

    /** Lower case with hyphens, of a text that passes. */
    static String canonical(String text) {
      String digits = digits(text).toLowerCase(Locale.ROOT);
      return String.join(
          "-",
          digits.substring(0, 8),
          digits.substring(8, 12),
          digits.substring(12, 16),
          digits.substring(16, 20),
          digits.substring(20));
    }

    @Override
    public ObjectNode describe() {
      return JsonSchema.of("string", nullable)
          .with("format", "uuid")
          .with("pattern", "^[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}$")
          .json();
    }

    @Override
    public Form orNull() {
      return new Uuid(true);
    }
  }

  /** How much is done, as "0%" to "100%"; the empty text says nothing. */
  record Percentage(boolean nullable) implements Form {
    private static final Pattern SHAPE = Pattern.compile("(?:(?:100|[1-9]?[0-9])%)?");

    @Override
    public void check(String member, JsonNode value) {
      if (!SHAPE.matcher(Messages.text(member, value, nullable)).matches()) {
        throw Messages.invalid(
            member, value, "progress must be an integer percentage between 0 and 100");
      }
    }

    @Override
    public ObjectNode describe() {
      return JsonSchema.of("string", nullable).with("pattern", "^" + SHAPE.pattern() + "$").json();
    }

    @Override
    public Form orNull() {
      return new Percentage(true);
    }
  }

  /** One of these texts. */
  record Choice(List<String> words, boolean nullable) implements Form {
    @Override
    public void check(String member, JsonNode value) {
      if (!value.isTextual() || !words.contains(value.textValue())) {
        List<String> quoted = words.stream().map(Python::repr).toList();
        throw Messages.invalid(member, value, Python.repr(value) + " is not one of " + quoted);
      }
    }

    @Override
    public ObjectNode describe() {
      List<@Nullable Object> allowed = new ArrayList<>(words);
      if (nullable) {
        allowed.add(null);
      }
      return JsonSchema.oneOf(allowed).json();
    }

    @Override
    public Form orNull() {
      return new Choice(words, true);
    }
  }

  /** A text or a whole number, read as a text. */
  record TextOrWhole() implements Form {
    @Override
    public boolean nullable() {
      return false;
    }

    @Override
    public void check(String member, JsonNode value) {
      if (!value.isTextual() && !value.isIntegralNumber()) {
        throw Messages.type(member, value, false, "string", "integer");
      }
    }

    @Override
    public ObjectNode describe() {
      return JsonSchema.anyOf(JsonSchema.of("string", false), JsonSchema.of("integer", false))
          .json();
    }

    @Override
    public Form orNull() {
      throw new IllegalStateException("no member of this form may be null");
    }
  }

  /** A list of different texts. */
  record Names() implements Form {
    @Override
    public boolean nullable() {
      return false;
    }

    @Override
    public void check(String member, JsonNode value) {
      if (!value.isArray()) {
        throw Messages.type(member, value, false, "array");
      }
      Set<String> seen = new HashSet<>();
      for (JsonNode item : value) {
        new Text(1, 255, false, false).check(member, item);
        if (!seen.add(item.textValue())) {
          throw Messages.invalid(member, value, Python.repr(value) + " has non-unique elements");
        }
      }
    }

    @Override
    public ObjectNode describe() {
      return JsonSchema.of("array", false)
          .with("items", new Text(1, 255, false, false).describe())
          .with("uniqueItems", true)
          .json();
    }

    @Override
    public Form orNull() {
      throw new IllegalStateException("no member of this form may be null");
    }
  }

  /** An object of texts under keys of a pattern. */
  record Texts(Pattern keys, int most, boolean nullValues, boolean nullable) implements Form {
    /** Keys of metadata. */
    public static final Pattern METADATA_KEYS = Pattern.compile("[a-zA-Z0-9-_:. /]{1,255}");

    /** Keys of extra specs. */
    public static final Pattern SPEC_KEYS = Pattern.compile("[a-zA-Z0-9-_:.]{1,255}");

    @Override
    public void check(String member, JsonNode value) {
      if (!value.isObject()) {
        throw Messages.type(member, value, nullable, "object");
      }
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        if (!keys.matcher(entry.getKey()).matches()) {
          throw Messages.invalid(
              member,
              value,
              "%s does not match any of the regexes: '^%s$'"
                  .formatted(Python.repr(entry.getKey()), keys.pattern()));
        }
        if (!(nullValues && entry.getValue().isNull())) {
          new Text(0, most, nullValues, false).check(entry.getKey(), entry.getValue());
        }
      }
    }

    @Override
    public ObjectNode describe() {
      return JsonSchema.of("object", nullable)
          .with(
              "propertyNames",
              JsonSchema.of("string", false).with("pattern", "^" + keys.pattern() + "$").json())
          .with("additionalProperties", new Text(0, most, nullValues, false).describe())
          .json();
    }

    @Override
    public Form orNull() {
      return new Texts(keys, most, nullValues, true);
    }
  }

  /** Any object. */
  record Tree(int leastMembers, boolean nullable) implements Form {
    @Override
    public void check(String member, JsonNode value) {
      if (!value.isObject()) {
        throw Messages.type(member, value, nullable, "object");
      }
      if (value.size() < leastMembers) {
        throw Messages.invalid(
            member, value, Python.repr(value) + " does not have enough properties");
      }
    }

    @Override
    public ObjectNode describe() {
      return JsonSchema.of("object", nullable).with("minProperties", leastMembers).json();
    }

    @Override
    public Form orNull() {
      return new Tree(leastMembers, true);
    }
  }

  /** Any object, or a text that is not empty. */
  record TreeOrText(boolean nullable) implements Form {
    @Override
    public void check(String member, JsonNode value) {
      if (!value.isObject() && !(value.isTextual() && !value.textValue().isBlank())) {
        throw Messages.type(member, value, nullable, "object", "string");
      }
    }

    @Override
    public ObjectNode describe() {
      return JsonSchema.anyOf(
              JsonSchema.of("object", nullable),
              JsonSchema.of("string", false).with("pattern", "\\S"))
          .json();
    }

    @Override
    public Form orNull() {
      return new TreeOrText(true);
    }
  }

  /** Anything at all. */
  record Anything() implements Form {
    @Override
    public boolean nullable() {
      return true;
    }

    @Override
    public void check(String member, JsonNode value) {
      // Everything will do.
    }

    @Override
    public ObjectNode describe() {
      return JsonSchema.any().json();
    }

    @Override
    public Form orNull() {
      return this;
    }
  }
}
