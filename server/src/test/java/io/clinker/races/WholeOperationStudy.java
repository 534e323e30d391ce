package io.clinker.races;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.races.Client.Answer;
import io.clinker.site.Await;
import io.clinker.site.Site;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/**
 * The study of compare-and-swap against locks with whole operations: every worker reverts every
 * volume once, by a request that waits for its turn. A change lasts from the first request until
 * the operation is accepted; the total is until all operations have ended.
 */
final class WholeOperationStudy {
  private static final int[][] ROWS_AND_WORKERS = {
    {100, 1}, {400, 1}, {100, 3}, {100, 5}, {5, 100}
  };
  private static final String WAITING = "wait=60";
  private static final int MAKERS = 12;
  private static final Duration LONG = Duration.ofSeconds(120);
  private static final int FEWEST_ROWS = 5;

  private final Field field;
  private final Amount amount;
  private final Callable<Long> conflicts;

  /**
   * @param amount which share of the rows
   * @param conflicts how many transactions the database servers have refused so far
   */
  WholeOperationStudy(Field field, Amount amount, Callable<Long> conflicts) {
    this.field = field;
    this.amount = amount;
    this.conflicts = conflicts;
  }

  void print() throws Exception {
    System.out.println(
        "| rows × workers | mean ms a change | asked again | conflicts | total s |\n"
            + "| --- | --- | --- | --- | --- |");
    for (int[] row : ROWS_AND_WORKERS) {
      System.out.println(play(amount.rounds(row[0], FEWEST_ROWS), row[1]));
    }
  }

  private record Row(String volume, String snapshot) {}

  private String play(int rows, int workers) throws Exception {
    String project = field.newProject();
    LongAdder nanos = new LongAdder();
    LongAdder again = new LongAdder();
    List<Row> made;
    try (ExecutorService threads = Executors.newFixedThreadPool(MAKERS)) {
      List<Future<Row>> all = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        Client client = field.client(row, project);
        all.add(threads.submit(() -> row(client)));
      }
      made = results(all);
    }
    long before = conflicts.call();
    long begin = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int worker = 0; worker < workers; worker++) {
        Client client = field.client(worker, project);
        all.add(
            threads.submit(
                () -> {
                  made.forEach(row -> nanos.add(change(client, row, again)));
                  return true;
                }));
      }
      results(all);
    }
    field.awaitRest(field.client(0, project));
    return "| %d × %d | %.1f | %d | %d | %.1f |"
        .formatted(
            rows,
            workers,
            nanos.sum() / 1e6 / rows / workers,
            again.sum(),
            conflicts.call() - before,
            (System.nanoTime() - begin) / 1e9);
  }

  private static Row row(Client client) {
    String volume = client.send(Act.newVolume(Map.of("size", 1, "volume_type", Site.ARRAY))).id();
    await(client, "volume/" + volume);
    String snapshot = client.send(Act.newSnapshot(volume)).id();
    await(client, "snapshot/" + snapshot);
    return new Row(volume, snapshot);
  }

  private static void await(Client client, String resource) {
    Await.until(resource + " available", LONG, () -> client.status(resource).equals("available"));
  }

  /** Until it is accepted; how long that took. */
  private static long change(Client client, Row row, LongAdder again) {
    long begin = System.nanoTime();
    while (true) {
      Answer answer = client.send(Act.revert(row.volume(), row.snapshot()), WAITING);
      if (answer.accepted()) {
        return System.nanoTime() - begin;
      }
      assertThat(answer.status()).as("%s", answer).isEqualTo(409);
      again.increment();
    }
  }

  private static <T> List<T> results(List<Future<T>> futures) throws Exception {
    List<T> results = new ArrayList<>();
    for (Future<T> future : futures) {
      results.add(future.get());
    }
    return results;
  }
}
