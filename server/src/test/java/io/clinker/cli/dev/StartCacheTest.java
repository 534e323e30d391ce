package io.clinker.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cli.dev.StartCache.Draft;
import io.clinker.cli.dev.StartCache.Means;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartCacheTest {
  private static final PortNumbers PORTS = new PortNumbers(1, 2, 3, 4, 5);

  @TempDir private Path temporary;

  private StartCache cache(String name) {
    return new StartCache(temporary.resolve(name), Means.AHEAD_OF_TIME);
  }

  private NodePart node(Optional<StartCache> cache) {
    Installation installation =
        new Installation(temporary, temporary, temporary, List.of("-Xmx256m"), "this build", cache);
    return new NodePart(new DataFolder(temporary.resolve("data")), installation, PORTS);
  }

  private static Path made(StartCache cache) throws IOException {
    try (Draft draft = cache.draft()) {
      Files.writeString(draft.aside(), "what was learned");
      draft.publish();
    }
    return cache.file();
  }

  @Test
  void aNodeUsesItOnceItIsThere() throws IOException {
    StartCache cache = cache("start-1.aot");
    NodePart node = node(Optional.of(cache));
    List<String> before = node.command();
    assertThat(before).noneMatch(Means::isUse).contains("-Xmx256m");

    made(cache);

    assertThat(node.command()).contains("-XX:AOTCache=" + cache.file(), "-Xlog:aot*=off");
    assertThat(node(Optional.empty()).command()).isEqualTo(before);
  }

  @Test
  void aNodeThatStartedWithoutItIsAdopted() throws IOException {
    StartCache cache = cache("start-1.aot");
    NodePart node = node(Optional.of(cache));
    List<String> before = node.command();

    made(cache);

    assertThat(node.isOfThis(before)).isTrue();
    assertThat(node.isOfThis(node.command())).isTrue();
    assertThat(node(Optional.empty()).isOfThis(node.command())).isTrue();
    assertThat(node.isOfThis(before.subList(0, before.size() - 1))).isFalse();
  }

  @Test
  void oneOfAnotherBuildIsNotUsedAndGoes() throws IOException {
    Path old = made(cache("start-1.aot"));
    Path left = Files.createFile(temporary.resolve("start-1.aot.some.new"));
    Path library = Files.createFile(temporary.resolve("clinker.jar"));
    StartCache now = cache("start-2.aot");
    assertThat(node(Optional.of(now)).command()).noneMatch(Means::isUse);

    made(now);

    assertThat(old).doesNotExist();
    assertThat(left).doesNotExist();
    assertThat(library).exists();
    assertThat(now.file()).exists();
  }

  @Test
  void whatIsNotWholeIsSeenByNobody() throws IOException {
    StartCache cache = cache("start-1.aot");
    try (Draft draft = cache.draft()) {
      Files.writeString(draft.aside(), "a part");
      assertThat(cache.use()).isEmpty();
    }
    assertThat(temporary).isEmptyDirectory();
    assertThat(cache.isThere()).isFalse();
  }
}
