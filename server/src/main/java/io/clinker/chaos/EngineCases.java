package io.clinker.chaos;

import io.clinker.chaos.Cases.Case;
import io.clinker.chaos.TcpProxy.Condition;
import io.clinker.load.Verbs;
import io.clinker.load.Verbs.Wanted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** An engine that is slow, or whose store is as it was some time ago. */
final class EngineCases {
  private static final Duration REACHED = Duration.ofSeconds(60);
  private static final Duration ENDED = Duration.ofSeconds(180);
  private static final Duration SLOW = Duration.ofMillis(350);

  private final Scratch scratch;
  private final FaultFiles faults;
  private final Verbs verbs;

  EngineCases(Scratch scratch, FaultFiles faults, Verbs verbs) {
    this.scratch = scratch;
    this.faults = faults;
    this.verbs = verbs;
  }

  List<Case> all() {
    return List.of(
        new Case("W-10", "the engine is slow for every node", this::slow),
        new Case(
            "W-11",
            "the engine's store is restored to a point at which operations were open that have ended",
            this::restored));
  }

  private List<String> slow() {
    each(Condition.slow(SLOW));
    try {
      List<String> problems = new ArrayList<>();
      String volume = verbs.createVolume(Wanted.blank(1)).orElse("");
      expect("volume/" + volume, "available", problems);
      verbs.extend(volume, 2);
      expect("volume/" + volume, "available", problems);
      verbs.deleteVolume(volume, false);
      expect("volume/" + volume, "gone", problems);
      return problems;
    } finally {
      each(Condition.GOOD);
    }
  }

  /**
   * One operation is open when the store is copied and has ended when the copy is put back; another
   * is open then that the copy does not know; a third object was made and deleted in between.
   */
  private List<String> restored() throws IOException {
    List<String> problems = new ArrayList<>();
    String ended = create();
    faults.arm("volume-extend/extend-volume:before", false);
    Thread asking = Thread.ofVirtual().start(() -> verbs.extend(ended, 2));
    awaitReached();
    join(asking);
    Path copy = scratch.folder().root().resolve("engine.copy");
    scratch.kill("engine");
    replace(copy, scratch.folder().engine());
    scratch.letStart();
    faults.release();
    expect("volume/" + ended, "available", problems);
    String between = create();
    verbs.deleteVolume(between, false);
    expect("volume/" + between, "gone", problems);

    String open = create();
    faults.clear();
    faults.arm("volume-extend/extend-volume:before", false);
    Thread askingAgain = Thread.ofVirtual().start(() -> verbs.extend(open, 3));
    awaitReached();
    join(askingAgain);
    scratch.kill("engine");
    replace(scratch.folder().engine(), copy);
    scratch.letStart();
    faults.release();
    expect("volume/" + open, "available", problems);
    sized(open, 3, problems);
    sized(ended, 2, problems);
    for (String volume : List.of(ended, open)) {
      verbs.extend(volume, 4);
      expect("volume/" + volume, "available", problems);
      sized(volume, 4, problems);
      verbs.deleteVolume(volume, false);
      expect("volume/" + volume, "gone", problems);
    }
    return problems;
  }

  private void awaitReached() throws IOException {
    if (faults.awaitReached(REACHED).isEmpty()) {
      throw new IllegalStateException("the step was not reached");
    }
  }

  private String create() {
    String volume =
        verbs
            .createVolume(Wanted.blank(1))
            .orElseThrow(() -> new IllegalStateException("could not prepare: refused"));
    verbs.awaitRest("volume/" + volume, ENDED);
    return volume;
  }

  private void expect(String resource, String status, List<String> problems) {
    String found = verbs.awaitRest(resource, ENDED);
    if (!found.equals(status)) {
      problems.add("%s is %s, not %s".formatted(resource, found, status));
    }
  }

  private void sized(String volume, int gib, List<String> problems) {
    int found = verbs.show("volume/" + volume).path("size").asInt();
    if (found != gib) {
      problems.add("volume %s has %d GiB, not %d".formatted(volume, found, gib));
    }
  }

  private void each(Condition condition) {
    for (int node = 0; node < scratch.nodes().size(); node++) {
      scratch.surroundings(node).engine().set(condition);
    }
  }

  /** The engine is dead meanwhile. */
  private static void replace(Path target, Path source) throws IOException {
    if (Files.exists(target)) {
      try (Stream<Path> files = Files.walk(target)) {
        files.sorted(Comparator.reverseOrder()).forEach(EngineCases::delete);
      }
    }
    Files.createDirectories(target);
    try (Stream<Path> files = Files.list(source)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
