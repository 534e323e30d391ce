package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.api.ApiServer.Answer;
import io.clinker.documents.WrittenPage;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * {@code server/src/docs/api-rows.md} says of every row of the API whether it is there and which
 * tests prove it. Whether it is there is asked of the router; the tests name their rows by {@link
 * Proves}. Written anew by {@code -Dclinker.write.docs=true}.
 */
class ApiRowsTest {
  private static final Set<String> UNKNOWN =
      Set.of("The resource could not be found.", "Unknown action");
  private static final String ID = "00000000-0000-4000-8000-000000000000";
  private static final List<TableRow> ROWS = TableRow.all();

  @AutoClose private static final ApiServer server = new ApiServer();

  @Test
  void thePageIsUpToDate() throws Exception {
    WrittenPage.requireUpToDate(getClass(), "api-rows.md", page());
  }

  @Test
  void theDescriptionIsUpToDate() throws Exception {
    WrittenPage.requireUpToDate(
        getClass(),
        "openapi.yaml",
        server
            .raw("GET", "/openapi.yaml", "")
            .text()
            .replace("http://api", "http://127.0.0.1:8776"));
  }

  @Test
  void theTableIsWhole() {
    assertThat(ROWS.stream().map(TableRow::number).toList())
        .isEqualTo(Stream.iterate(1, number -> number + 1).limit(211).toList());
    assertThat(ROWS).map(TableRow::request).doesNotHaveDuplicates();
  }

  @TestFactory
  Stream<DynamicTest> aRowBeginsWithItsVersion() {
    return ROWS.stream()
        .filter(row -> row.since() > 0 && routed(row))
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.request(),
                    () -> {
                      int before = row.since() - 1;
                      assertThat(isThere(row, before)).as("3." + before).isFalse();
                      assertThat(isThere(row, row.since())).as("3." + row.since()).isTrue();
                    }));
  }

  private static boolean routed(TableRow row) {
    return isThere(row, 71);
  }

  private static boolean isThere(TableRow row, int version) {
    Answer answer = ask(row, version);
    if (answer.status() == 404) {
      return !answer.json().has("title") && !UNKNOWN.contains(answer.message());
    }
    return answer.status() != 400 || !answer.text().contains("There is no such action");
  }

  private static Answer ask(TableRow row, int version) {
    String path = row.path().replace("{alias}", "backups").replaceAll("\\{[a-z_]+}", ID);
    String body =
        switch (row.method()) {
          case "POST", "PUT" -> row.action().isEmpty() ? "{}" : "{\"" + row.action() + "\":{}}";
          default -> "";
        };
    boolean bare = List.of("/", "/v3", "/v3/", "/healthcheck").contains(path);
    return server.raw(
        row.method(),
        bare ? path : "/v3" + path,
        body,
        "X-Auth-Token",
        "u1:" + ApiServer.PROJECT,
        "OpenStack-API-Version",
        "volume 3." + version);
  }

  private static String page() throws IOException {
    Map<Integer, Set<String>> proofs = proofs();
    Map<String, Integer> sums = new TreeMap<>();
    StringBuilder table = new StringBuilder();
    for (TableRow row : ROWS) {
      Set<String> tests = proofs.getOrDefault(row.number(), Set.of());
      String state = state(row, !tests.isEmpty());
      sums.merge(state.replaceFirst(":.*", ""), 1, Integer::sum);
      table.append(
          "| %d | %s | %s | 3.%d to 3.71 | %s | %s |%n"
              .formatted(
                  row.number(),
                  row.tier(),
                  row.request(),
                  row.since(),
                  state,
                  tests.stream().map(test -> "`" + test + "`").collect(Collectors.joining(", "))));
    }
    return """
        # Rows of the API

        Written by `ApiRowsTest`; not edited by hand. A row is *done* if the router knows it and at least one test proves it (the tests name their rows with `@Proves`), *to be proven* if only the test is missing. The tiers: T1 is used by every ordinary client, T2 by tests of conformity and some clients, T3 by operators, T4 is obsolete.

        %s

        | row | tier | request | versions | state | tests |
        | --- | --- | --- | --- | --- | --- |
        %s"""
        .formatted(
            sums.entrySet().stream()
                .map(sum -> sum.getValue() + " " + sum.getKey())
                .collect(Collectors.joining(", ", "", " of " + ROWS.size() + " rows.")),
            table);
  }

  private static String state(TableRow row, boolean proven) {
    if (routed(row)) {
      return proven ? "done" : "to be proven";
    }
    return row.whileMissing().isEmpty() ? "later" : row.whileMissing();
  }

  private static Map<Integer, Set<String>> proofs() throws IOException {
    Map<Integer, Set<String>> proofs = new TreeMap<>();
    Path classes = Path.of("target/test-classes");
    try (Stream<Path> files = Files.walk(classes)) {
      files
          .filter(file -> file.toString().endsWith(".class") && !file.toString().contains("$"))
          .map(file -> classes.relativize(file).toString())
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .filter(name -> name.endsWith("Test") || name.endsWith("IT"))
          .forEach(name -> collect(name, proofs));
    }
    return proofs;
  }

  private static void collect(String name, Map<Integer, Set<String>> proofs) {
    try {
      Class<?> type = Class.forName(name, false, ApiRowsTest.class.getClassLoader());
      for (Method method : type.getDeclaredMethods()) {
        Proves proves = method.getAnnotation(Proves.class);
        if (proves != null) {
          Arrays.stream(proves.value())
              .forEach(
                  row ->
                      proofs
                          .computeIfAbsent(row, unused -> new TreeSet<>())
                          .add(type.getSimpleName() + "." + method.getName()));
        }
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
