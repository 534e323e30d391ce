package io.clinker.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.load.Api;
import java.time.Duration;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/** Volumes that the storage holds and no row knows, as after a restore of the database. */
final class Orphans {
  private static final Duration FOUND = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Jdbi jdbi;
  private final Api api;

  Orphans(Jdbi jdbi, Api api) {
    this.jdbi = jdbi;
    this.api = api;
  }

  /** Forgets a volume; the id of the finding about it, once it is believed. */
  String make(String volume) {
    jdbi.useTransaction(
        handle -> {
          handle.execute(
              "update pool p join volume v on v.backend = p.backend and v.pool = p.name"
                  + " set p.allocated_gib = p.allocated_gib - v.size_gib where v.id = ?",
              volume);
          handle.execute("delete from volume where id = ?", volume);
        });
    boolean found = Waiting.until(() -> !finding(volume).isEmpty(), FOUND, Duration.ofMillis(100));
    if (!found) {
      throw new IllegalStateException("could not prepare: volume " + volume + " was not found");
    }
    return finding(volume);
  }

  /** Gives it a row if it has none. */
  void adopt(String volume, String finding) {
    if (api.get("/volumes/" + volume, PATIENCE).status() != 404) {
      return;
    }
    api.change("POST", "/findings/" + finding + "/action", Map.of("adopt", Map.of()), PATIENCE);
    Waiting.until(
        () ->
            api.get("/volumes/" + volume, PATIENCE)
                .body()
                .path("volume")
                .path("status")
                .asText()
                .equals("available"),
        FOUND,
        Duration.ofMillis(100));
  }

  private String finding(String volume) {
    JsonNode findings =
        api.get("/findings?state=open&kind=orphan&resource=volume/" + volume, PATIENCE)
            .body()
            .path("findings");
    return findings.path(0).path("id").asText("");
  }
}
