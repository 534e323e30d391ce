package io.clinker.store;

import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.store.testing.Rig;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Measures lists over 100,000 volumes and the transactions of one life; only when asked for. */
@EnabledIfEnvironmentVariable(named = "CLINKER_MEASURE", matches = "1")
class ListSpeedTest {
  private static final int COUNT = 100_000;

  @Test
  void measure() {
    try (Rig rig = new Rig()) {
      long begin = System.nanoTime();
      List<VolumeId> ids = new BulkRows(rig.database(), rig.stores()).volumes(Rig.PROJECT, COUNT);
      System.out.printf("bulk: %d ms%n", (System.nanoTime() - begin) / 1_000_000);
      rig.test().run("analyze table volume");
      Stores stores = rig.stores();
      String deep = ids.get(1000).value();
      measure(
          "show",
          () ->
              rig.database()
                  .read(handle -> stores.volumes().find(handle, ids.get(COUNT / 2), "p1")));
      ListQuery fifty = ListQuery.newest("p1", 50);
      measure("page of 50", () -> page(rig, fifty));
      measure("page of 50, deep", () -> page(rig, fifty.after(deep)));
      ListQuery thousand = ListQuery.newest("p1", 1000);
      measure("rows 1000", () -> page(rig, thousand));
      List<VolumeId> some = ids.subList(0, 1000);
      measure(
          "attachments of 1000",
          () -> rig.database().read(handle -> stores.attachments().ofVolumes(handle, some)));
      measure(
          "attachments of 999",
          () ->
              rig.database()
                  .read(handle -> stores.attachments().ofVolumes(handle, some.subList(0, 999))));
      measure("detailed 1000", () -> detailed(rig, thousand));
      measure("detailed 1000, deep", () -> detailed(rig, thousand.after(deep)));
      measure("page of 50 of all", () -> page(rig, ListQuery.newest(null, 50).after(deep)));
      measure("by name", () -> page(rig, fifty.with(Filter.AnyOf.one("name", "bulk-777"))));
      rig.backend("b1", 1_000_000);
      rig.unlimited("p1");
      measure(
          "create + settle + delete + settle",
          () -> {
            var input = Rig.blank(1);
            rig.done(input);
            Admitted delete = rig.accepted(new DeleteVolume(input.volume(), false, false));
            rig.succeed(delete);
          });
      measure("admit of a create", () -> rig.accepted(Rig.blank(1)));
      for (String sql :
          List.of(
              "select id from volume v where v.live = 1 and v.project_id = 'p1'"
                  + " and v.created_at <= now(6) and ((v.created_at < now(6)) or (v.created_at <=>"
                  + " now(6) and v.id < 'x')) order by v.created_at desc, v.id desc limit 50",
              "select id from volume v where v.live = 1 and v.project_id = 'p1' order by"
                  + " v.created_at desc, v.id desc limit 50")) {
        rig.database()
            .read(handle -> handle.createQuery("explain " + sql).mapToMap().list())
            .forEach(System.out::println);
      }
    }
  }

  private static void page(Rig rig, ListQuery query) {
    rig.database().read(handle -> rig.stores().volumes().page(handle, query));
  }

  private static void detailed(Rig rig, ListQuery query) {
    rig.database()
        .read(
            handle -> {
              List<VolumeRow> rows = rig.stores().volumes().page(handle, query);
              return rig.stores()
                  .attachments()
                  .ofVolumes(handle, rows.stream().map(VolumeRow::id).toList());
            });
  }

  private static void measure(String what, Runnable work) {
    int count = 100;
    for (int warm = 0; warm < count; warm++) {
      work.run();
    }
    long[] nanos = new long[count];
    long server = serverCentis();
    long thread = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (int index = 0; index < count; index++) {
      long begin = System.nanoTime();
      work.run();
      nanos[index] = System.nanoTime() - begin;
    }
    thread = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - thread;
    server = serverCentis() - server;
    Arrays.sort(nanos);
    System.out.printf(
        "%-36s p50 %.2f ms  p95 %.2f ms  CPU: client %.2f ms, server %.2f ms%n",
        what,
        nanos[count / 2] / 1e6,
        nanos[count * 95 / 100] / 1e6,
        thread / 1e6 / count,
        server * 10.0 / count);
  }

  /**
   * Processor time of the server, which is a child of this process; tells more on a busy machine.
   */
  private static long serverCentis() {
    return ProcessHandle.current()
        .descendants()
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .mapToLong(duration -> duration.toMillis() / 10)
        .sum();
  }
}
