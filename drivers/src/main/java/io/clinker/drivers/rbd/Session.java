package io.clinker.drivers.rbd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clinker.exec.Conversation;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One client of the cluster, a process of its own that does one thing at a time. Every request has
 * a time limit; one that does not end in time, or whose watcher throws, makes the session useless,
 * and nobody knows what became of the request.
 *
 * <p>All methods throw {@link Refusal} when the cluster says no, and {@link ClinkerException} when
 * the session is lost.
 */
final class Session implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAGE = 200;
  private static final int NOTHING_DONE = -1;

  /** The RADOS namespace of the pool that holds claims. */
  private static final String CLAIMS = "clinker.claims";

  private final Conversation conversation;
  private final Duration callLimit;
  private final Duration copyLimit;
  private final String address;
  private Watcher watcher = (done, total) -> {};
  private boolean sound = true;

  /** Told how far a request is, every moment, in the caller's thread; stops it by throwing. */
  interface Watcher {
    void progress(long done, long total);
  }

  /** A small object as read, with the version that a write must name. */
  record StoredNote(String name, Note note, long version) {}

  /** An image in the trash. */
  record Trashed(String id, String name, long age) {}

  /**
   * Greets a process that was just started.
   *
   * @param script what it runs
   * @param settings what the script is told first
   */
  Session(
      Conversation conversation, byte[] script, Map<String, Object> settings, RbdOptions options) {
    this.conversation = conversation;
    this.callLimit = options.callLimit();
    this.copyLimit = options.copyLimit();
    try {
      conversation.say((script.length + "\n").getBytes(StandardCharsets.UTF_8));
      conversation.say(script);
      conversation.say(line(settings));
      // The interpreter starts before the client logs in, which has the limit to itself.
      address = answer(options.connectLimit().plusSeconds(10)).asText();
    } catch (ClinkerException lost) {
      conversation.close();
      throw new ClinkerException(
          ErrorCode.BACKEND_UNAVAILABLE,
          "no client of the cluster could be started",
          lost.facts(),
          lost);
    } catch (Refusal refusal) {
      conversation.close();
      throw new ClinkerException(
          ErrorCode.BACKEND_UNAVAILABLE,
          refusal.is(NOTHING_DONE)
              ? "Ceph's modules for Python are missing: packages python3-rados and python3-rbd"
              : "the cluster does not let a client in",
          Map.of("errno", Integer.toString(refusal.errno()), "said", said(refusal)),
          refusal);
    }
  }

  /** By which the cluster knows this client and no other. */
  String address() {
    return address;
  }

  /** Whether it can be used further: no request was left in the air, and it was not shut out. */
  boolean isSound() {
    return sound && conversation.isAlive();
  }

  /** Who is told how far requests are from now on. */
  void watchedBy(Watcher next) {
    watcher = next;
  }

  Optional<StoredNote> readNote(Space space, String name) {
    return Optional.of(ask("read_note", Map.of("space", space.word(), "name", name)))
        .filter(found -> !found.isNull())
        .map(Session::note);
  }

  List<StoredNote> readNotes(Space space, List<String> names) {
    List<StoredNote> found = new ArrayList<>();
    for (List<String> page : pages(names)) {
      ask("read_notes", Map.of("space", space.word(), "names", page))
          .forEach(note -> found.add(note(note)));
    }
    return found;
  }

  /**
   * Writes a note over the version that was read, as one act.
   *
   * @param version 0 if there was none
   * @param record an entry that is added to the object's record, where there is one
   * @return the new version
   */
  long writeNote(Space space, String name, Note note, long version, @Nullable List<String> record) {
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    arguments.put("space", space.word());
    arguments.put("name", name);
    arguments.put("text", note.text());
    arguments.put("version", version);
    arguments.put("record", record);
    return ask("write_note", arguments).asLong();
  }

  void removeNote(Space space, String name, long version) {
    ask("remove_note", Map.of("space", space.word(), "name", name, "version", version));
  }

  List<String> listNotes(Space space) {
    return texts(ask("list_notes", Map.of("space", space.word()), copyLimit));
  }

  /** How long ago a note was written, in seconds; empty if it is gone. */
  Optional<Long> noteAge(Space space, String name) {
    JsonNode age = ask("note_age", Map.of("space", space.word(), "name", name));
    return age.isNull() ? Optional.empty() : Optional.of(age.asLong());
  }

  /** The record of accepted marks: pairs of a running number and a text. */
  List<List<String>> noteRecords(Space space, String name) {
    return JSON.convertValue(
        ask("note_records", Map.of("space", space.word(), "name", name)),
        new TypeReference<List<List<String>>>() {});
  }

  Optional<Image> image(String name) {
    return image(ask("image", Map.of("name", name)));
  }

  List<Image> images(List<String> names) {
    List<Image> found = new ArrayList<>();
    for (List<String> page : pages(names)) {
      ask("images", Map.of("names", page)).forEach(image -> image(image).ifPresent(found::add));
    }
    return found;
  }

  List<String> imageNames() {
    return texts(ask("image_names", Map.of()));
  }

  void create(String name, Size size) {
    ask("create", Map.of("name", name, "size", size.bytes()));
  }

  void clone(String parent, String snapshot, String name) {
    ask("clone", Map.of("parent", parent, "snapshot", snapshot, "name", name));
  }

  void remove(String name) {
    ask("remove", Map.of("name", name), copyLimit);
  }

  void resize(String name, Size size) {
    ask("resize", Map.of("name", name, "size", size.bytes()));
  }

  /** How many parents are below an image. */
  int depth(String name) {
    return ask("depth", Map.of("name", name)).asInt();
  }

  void flatten(String name) {
    ask("flatten", Map.of("name", name), copyLimit);
  }

  void tag(String name, String key, String value) {
    ask("tag", Map.of("name", name, "key", key, "value", value));
  }

  void untag(String name, String key) {
    ask("untag", Map.of("name", name, "key", key));
  }

  void createSnapshot(String name, String snapshot) {
    ask("create_snapshot", Map.of("name", name, "snapshot", snapshot));
  }

  void removeSnapshot(String name, String snapshot) {
    ask("remove_snapshot", Map.of("name", name, "snapshot", snapshot));
  }

  void renameSnapshot(String name, String snapshot, String other) {
    ask("rename_snapshot", Map.of("name", name, "snapshot", snapshot, "other", other));
  }

  void rollBack(String name, String snapshot) {
    ask("roll_back", Map.of("name", name, "snapshot", snapshot), copyLimit);
  }

  /** The addresses of the clients that have an image open for writing. */
  List<String> watchers(String name) {
    return texts(ask("watchers", Map.of("name", name)));
  }

  /** The images of these names with what is to be known before one is taken over. */
  List<Candidate> candidates(List<String> names) {
    List<Candidate> found = new ArrayList<>();
    for (List<String> page : pages(names)) {
      ask("candidates", Map.of("names", page))
          .forEach(image -> found.add(JSON.convertValue(image, Candidate.class)));
    }
    return found;
  }

  /** What the directory of the pool says that an image is called; empty if it lists it no more. */
  Optional<String> nameOf(String id) {
    JsonNode name = ask("name_of", Map.of("id", id));
    return name.isNull() ? Optional.empty() : Optional.of(name.asText());
  }

  /**
   * An image can also be opened by this name. A repeat changes nothing; refused with EXISTS where
   * the name is another image's.
   */
  void addName(String name, String id) {
    ask("add_name", Map.of("name", name, "id", id));
  }

  /** The directory lists an image under another name, if it listed it under this one. */
  void rename(String id, String name, String other) {
    ask("rename", Map.of("id", id, "name", name, "other", other));
  }

  /** An image cannot be opened by this name any more, unless the directory lists it so. */
  void dropName(String name, String id) {
    ask("drop_name", Map.of("name", name, "id", id));
  }

  /** Whether this holder has something for itself, which one at a time has. */
  boolean claim(String name, String holder) {
    return ask("claim", Map.of("space", CLAIMS, "name", name, "holder", holder)).asBoolean();
  }

  /** Lets go of it, if this holder has it. */
  void unclaim(String name, String holder) {
    ask("unclaim", Map.of("space", CLAIMS, "name", name, "holder", holder));
  }

  void moveToTrash(String name) {
    ask("trash_move", Map.of("name", name));
  }

  List<Trashed> trash() {
    return JSON.convertValue(ask("trash", Map.of()), new TypeReference<List<Trashed>>() {});
  }

  Optional<Image> trashed(String id) {
    return image(ask("trashed", Map.of("id", id)));
  }

  void purge(String id) {
    ask("trash_remove", Map.of("id", id), copyLimit);
  }

  /** Asks a monitor, which answers in JSON. */
  JsonNode monitor(Map<String, Object> command) {
    return ask("ask", Map.of("command", command));
  }

  /** The storage refuses all that this client does, from the return of this call on. */
  void shutOut(String client, Duration duration) {
    ask("shut_out", Map.of("address", client, "duration", duration.toSeconds()));
  }

  /** Ends the process, whatever it does. */
  @Override
  public void close() {
    sound = false;
    conversation.close();
  }

  private JsonNode ask(String what, Map<String, ?> arguments) {
    return ask(what, arguments, callLimit);
  }

  private JsonNode ask(String what, Map<String, ?> arguments, Duration limit) {
    sound = false;
    conversation.say(line(Map.of("do", what, "with", arguments)));
    JsonNode answer;
    try {
      answer = answer(limit);
    } catch (Refusal refusal) {
      sound = !refusal.is(Refusal.SHUT_OUT) && !refusal.is(Refusal.TIMED_OUT);
      throw refusal;
    }
    sound = true;
    return answer;
  }

  private JsonNode answer(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    long[] reached = {0, 1};
    while (true) {
      JsonNode said =
          parse(conversation.next(deadline, () -> watcher.progress(reached[0], reached[1])));
      JsonNode progress = said.get("progress");
      if (progress != null) {
        reached[1] = Math.max(progress.get(1).asLong(), 1);
        reached[0] = Math.min(progress.get(0).asLong(), reached[1]);
        watcher.progress(reached[0], reached[1]);
        continue;
      }
      JsonNode errno = said.get("errno");
      if (errno != null) {
        throw new Refusal(errno.asInt(), said.path("said").asText());
      }
      return said.path("ok");
    }
  }

  private static Optional<Image> image(JsonNode found) {
    return found.isNull() ? Optional.empty() : Optional.of(JSON.convertValue(found, Image.class));
  }

  private static StoredNote note(JsonNode found) {
    String name = found.get("name").asText();
    return new StoredNote(
        name, Note.parse(name, found.get("text").asText()), found.get("version").asLong());
  }

  private static List<String> texts(JsonNode array) {
    List<String> found = new ArrayList<>();
    array.forEach(text -> found.add(text.asText()));
    return found;
  }

  private static List<List<String>> pages(List<String> all) {
    List<List<String>> pages = new ArrayList<>();
    for (int from = 0; from < all.size(); from += PAGE) {
      pages.add(all.subList(from, Math.min(all.size(), from + PAGE)));
    }
    return pages;
  }

  private static byte[] line(Map<String, ?> members) {
    try {
      return (JSON.writeValueAsString(members) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new ClinkerException(
          ErrorCode.OUTCOME_UNKNOWN, "a tool did not answer in JSON", Map.of(), e);
    }
  }

  private static String said(Refusal refusal) {
    return String.valueOf(refusal.getMessage());
  }
}
