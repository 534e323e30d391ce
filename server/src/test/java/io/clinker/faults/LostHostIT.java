package io.clinker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.export.daemons.ExportDaemons;
import io.clinker.faults.Rest.Answer;
import io.clinker.model.VolumeId;
import io.clinker.site.Await;
import io.clinker.site.NodeProcess;
import io.clinker.site.Site;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does about a machine that is off and stays off. */
@Timeout(600)
class LostHostIT {
  private static final Map<String, Object> CONNECTOR =
      Map.of("host", "client", "ip", "127.0.0.1", "initiator", "iqn.2016-04.org.example:client");

  @TempDir static Path folder;

  @Test
  void aNodeOfItsNameEndsItsDetachesAndServesItsExports() throws Exception {
    try (Crew crew = Crew.open(folder, 2);
        ExportDaemons daemons =
            new ExportDaemons(
                crew.site().data().resolve("backends").resolve(Site.FILE).resolve("exports"))) {
      Rest rest = crew.project();
      String leaving = Crew.created(rest, Site.FILE);
      String staying = Crew.created(rest, Site.FILE);
      crew.site().dev().run(0, "drain", "node-1", "--force", "--api", crew.node(1).api() + "");
      String detached = attached(rest, leaving);
      attached(rest, staying);
      crew.site().dev().run(0, "undrain", "node-1", "--api", crew.node(1).api() + "");
      crew.node(2).kill();
      daemons.stopAll();

      CompletableFuture<Answer> detach =
          CompletableFuture.supplyAsync(() -> rest.delete("/attachments/" + detached));
      Await.until(
          "the detach says for whom it waits",
          Crew.LONG,
          () ->
              rest.get("/operations")
                  .body()
                  .toString()
                  .contains("no live node on host host-2 serves backend " + Site.FILE));
      NodeProcess heir = crew.add("node-3", "volume", "-Ddw.node.host=host-2");
      heir.start();
      heir.awaitReady();

      rest.awaitEnd(detach.join().operation(), "succeeded");
      assertThat(rest.status(leaving)).isEqualTo("available");
      assertThat(rest.status(staying)).isEqualTo("in-use");
      Await.until(
          "what is attached is exported again",
          Crew.LONG,
          () ->
              daemons.list().stream()
                  .map(ExportDaemons.Daemon::volume)
                  .toList()
                  .equals(List.of(Optional.of(new VolumeId(staying)))));
    }
  }

  private static String attached(Rest rest, String volume) {
    Answer answer =
        rest.post(
            "/attachments",
            Map.of("attachment", Map.of("volume_uuid", volume, "connector", CONNECTOR)));
    Rest.require(answer, 200);
    String id = answer.body().path("attachment").path("id").asText();
    Rest.require(rest.post("/attachments/" + id + "/action", Map.of("os-complete", Map.of())), 204);
    return id;
  }
}
