package io.clinker.api.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.http.Microversion;
import io.clinker.api.http.Since;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a request body may hold, as data.
 *
 * @param envelope the one member that holds the others; null if they stand at the top
 * @param siblings what may stand beside the envelope, by name
 * @param members by name, with their forms
 * @param unknown what is done with other members
 * @param atLeastOne whether one of the members must be there
 */
public record Schema(
    @Nullable String envelope,
    Map<String, Form> siblings,
    List<Member> members,
    Unknown unknown,
    boolean atLeastOne) {

  /**
   * A member.
   *
   * @param since the version that brought it, null for 3.0
   */
  public record Member(String name, Form form, boolean required, @Nullable Since since) {}

  /** What becomes of members that the schema does not know. */
  public sealed interface Unknown {
    record Ignored() implements Unknown {}

    record Refused() implements Unknown {}

    /** Ignored in versions before. */
    record RefusedFrom(Since since) implements Unknown {}

    /** Whether they are refused in this version. */
    default boolean refusedIn(Microversion version) {
      return switch (this) {
        case Ignored ignored -> false;
        case Refused always -> true;
        case RefusedFrom from -> from.since().in(version);
      };
    }
  }

  public Schema {
    siblings = Map.copyOf(siblings);
    members = List.copyOf(members);
  }

  /** A closed object in an envelope. */
  public static Schema in(String envelope, Member... members) {
    return new Schema(envelope, Map.of(), List.of(members), new Unknown.Refused(), false);
  }

  /** A closed object without an envelope. */
  public static Schema flat(Member... members) {
    return new Schema(null, Map.of(), List.of(members), new Unknown.Refused(), false);
  }

  public static Member optional(String name, Form form) {
    return new Member(name, form, false, null);
  }

  public static Member required(String name, Form form) {
    return new Member(name, form, true, null);
  }

  public static Member since(Since since, String name, Form form) {
    return new Member(name, form, false, since);
  }

  /** The same with one member at least. */
  public Schema withAtLeastOne() {
    return new Schema(envelope, siblings, members, unknown, true);
  }

  /** The same with another rule for unknown members. */
  public Schema withUnknown(Unknown rule) {
    return new Schema(envelope, siblings, members, rule, atLeastOne);
  }

  /** The same with something allowed beside the envelope. */
  public Schema withSibling(String name, Form form) {
    return new Schema(envelope, Map.of(name, form), members, unknown, atLeastOne);
  }

  /**
   * Reads and checks the body of a call.
   *
   * @throws Fault 400 that names the member
   */
  public Members read(Call call) {
    ObjectNode body = object(call.body());
    String outer = envelope;
    if (outer == null) {
      return check(body, call);
    }
    JsonNode inner = body.get(outer);
    if (inner == null) {
      throw Fault.badRequest(Python.repr(outer) + " is a required property");
    }
    List<String> beside = new ArrayList<>();
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals(outer) && !siblings.containsKey(name)) {
                beside.add(name);
              }
            });
    if (!beside.isEmpty()) {
      throw unexpected(beside);
    }
    siblings.forEach((name, form) -> form.checkIfThere(name, body.get(name)));
    if (!inner.isObject()) {
      throw Messages.type(outer, inner, false, "object");
    }
    return check((ObjectNode) inner, call);
  }

  /** Checks an object that has been read already. */
  public Members check(ObjectNode object, Call call) {
    Map<String, Member> known = new HashMap<>();
    for (Member member : members) {
      Since since = member.since();
      if (since == null || call.has(since)) {
        known.put(member.name(), member);
      }
    }
    refuseUnknown(object, known.keySet(), call);
    boolean any = false;
    for (Member member : known.values()) {
      JsonNode value = object.get(member.name());
      if (value == null) {
        if (member.required()) {
          throw Fault.badRequest(Python.repr(member.name()) + " is a required property");
        }
      } else {
        any = true;
        member.form().checkIfThere(member.name(), value);
      }
    }
    if (atLeastOne && !any) {
      throw Fault.badRequest(
          "Invalid input for field/attribute %s. Value: %s. %s does not have enough properties"
              .formatted(envelope, Python.str(object), Python.repr(object)));
    }
    return new Members(object, known.keySet());
  }

  private void refuseUnknown(ObjectNode object, Set<String> known, Call call) {
    if (!unknown.refusedIn(call.version())) {
      return;
    }
    List<String> others = new ArrayList<>();
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                others.add(name);
              }
            });
    if (!others.isEmpty()) {
      throw unexpected(others);
    }
  }

  private static Fault unexpected(List<String> names) {
    return Fault.badRequest(
        "Additional properties are not allowed (%s %s unexpected)"
            .formatted(
                String.join(", ", names.stream().map(Python::repr).toList()),
                names.size() == 1 ? "was" : "were"));
  }

  /** What {@link #read} lets pass at a version, as JSON Schema. */
  public ObjectNode describe(Microversion version) {
    ObjectNode inner = describeMembers(version);
    String outer = envelope;
    if (outer == null) {
      return inner;
    }
    ObjectNode properties = Json.MAPPER.createObjectNode();
    properties.set(outer, inner);
    new TreeMap<>(siblings).forEach((name, form) -> properties.set(name, form.describe()));
    return JsonSchema.of("object", false)
        .with("properties", properties)
        .with("required", List.of(outer))
        .with("additionalProperties", false)
        .json();
  }

  private ObjectNode describeMembers(Microversion version) {
    ObjectNode properties = Json.MAPPER.createObjectNode();
    List<String> required = new ArrayList<>();
    for (Member member : members) {
      Since since = member.since();
      if (since == null || since.in(version)) {
        ObjectNode form = member.form().describe();
        if (since != null) {
          form.put(JsonSchema.SINCE, since.version().toString());
        }
        properties.set(member.name(), form);
        if (member.required()) {
          required.add(member.name());
        }
      }
    }
    JsonSchema schema = JsonSchema.of("object", false).with("properties", properties);
    if (!required.isEmpty()) {
      schema.with("required", required);
    }
    if (atLeastOne) {
      schema.with("minProperties", 1);
    }
    return schema.with("additionalProperties", !unknown.refusedIn(version)).json();
  }

  /** Half of a surrogate pair is no character: nothing that texts go through would keep it. */
  private static void refuseHalves(JsonNode value) {
    if (value.isTextual()) {
      refuseHalves(value.textValue());
    }
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      refuseHalves(member.getKey());
    }
    value.forEach(Schema::refuseHalves);
  }

  private static void refuseHalves(String text) {
    if (text.codePoints().anyMatch(point -> Character.getType(point) == Character.SURROGATE)) {
      throw Fault.badRequest("Malformed request body: half of a surrogate pair is no character");
    }
  }

  /**
   * The object that a body is.
   *
   * @throws Fault 400 for what is not JSON, not an object, names a member twice, or holds half a
   *     character
   */
  public static ObjectNode object(byte[] body) {
    try {
      JsonNode tree = Json.MAPPER.readTree(body);
      if (tree instanceof ObjectNode object) {
        refuseHalves(object);
        return object;
      }
      if (tree == null || tree.isMissingNode()) {
        throw Fault.badRequest("None is not of type 'object'");
      }
      throw Fault.badRequest("Malformed request body");
    } catch (JsonProcessingException e) {
      // The parser's own text speaks of its settings, but a member given twice is worth naming.
      String reason = e.getOriginalMessage();
      throw Fault.badRequest(
          reason.startsWith("Duplicate field")
              ? "Malformed request body: " + reason
              : "Malformed request body");
    } catch (IOException e) {
      throw Fault.badRequest("Malformed request body");
    }
  }
}
