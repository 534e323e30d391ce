package io.clinker.drivers.rbd;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Mark;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is kept of a resource apart from it, and longer than it.
 *
 * @param mark the highest token accepted, as text
 * @param clients the addresses of the clients that may still act under this mark or lower ones
 * @param facts what a step must remember across attempts, and what an attachment is
 * @param accepted how many marks were accepted so far
 */
record Note(String mark, Set<String> clients, Map<String, String> facts, int accepted) {
  private static final ObjectMapper JSON = new ObjectMapper();

  @JsonCreator
  Note(
      @JsonProperty("mark") String mark,
      @JsonProperty("clients") Set<String> clients,
      @JsonProperty("facts") Map<String, String> facts,
      @JsonProperty("accepted") int accepted) {
    this.mark = mark;
    this.clients = Set.copyOf(clients);
    this.facts = Map.copyOf(facts);
    this.accepted = accepted;
  }

  Mark parsedMark() {
    return Mark.parse(mark);
  }

  Note withMark(Mark higher) {
    return new Note(higher.text(), clients, facts, accepted + 1);
  }

  Note withClients(Set<String> others) {
    return new Note(mark, others, facts, accepted);
  }

  Note withClient(String address) {
    Set<String> more = new TreeSet<>(clients);
    more.add(address);
    return withClients(more);
  }

  Note withoutClient(String address) {
    Set<String> fewer = new TreeSet<>(clients);
    fewer.remove(address);
    return withClients(fewer);
  }

  Note withFacts(Map<String, String> others) {
    return new Note(mark, clients, others, accepted);
  }

  Note withFact(String key, String value) {
    Map<String, String> more = new TreeMap<>(facts);
    more.put(key, value);
    return withFacts(more);
  }

  Note withoutFact(String key) {
    Map<String, String> fewer = new TreeMap<>(facts);
    fewer.remove(key);
    return withFacts(fewer);
  }

  String text() {
    try {
      return JSON.writeValueAsString(
          Map.of(
              "mark",
              mark,
              "clients",
              new TreeSet<>(clients),
              "facts",
              new TreeMap<>(facts),
              "accepted",
              accepted));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static Note parse(String name, String text) {
    try {
      return JSON.readValue(text, Note.class);
    } catch (JsonProcessingException e) {
      throw new ClinkerException(
          ErrorCode.OBJECT_MISMATCH,
          "the object that keeps a mark holds something else",
          Map.of("note", name),
          e);
    }
  }
}
