package io.clinker.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clinker.api.Proves;
import io.clinker.cases.Shows;
import io.clinker.conformance.KeystoneServer;
import io.clinker.drivers.simulator.Fault;
import io.clinker.drivers.simulator.FaultPoint;
import io.clinker.drivers.simulator.FaultRule;
import io.clinker.e2e.Person.Answer;
import io.clinker.site.Await;
import io.clinker.site.Site;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Callers that a real Keystone knows, and the clients that ask it. */
@Timeout(600)
@Tag("journey")
class KeystoneIT {
  @TempDir static Path folder;

  private static KeystoneSite site;

  @BeforeAll
  static void start() throws Exception {
    site = KeystoneSite.start(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    if (site != null) {
      site.close();
    }
  }

  @Test
  void withoutAGoodTokenNobodyIsLetIn() throws Exception {
    for (String token : List.of("", "notatoken", "a".repeat(300))) {
      Answer answer = site.person(token).get("/" + site.red() + "/volumes").expect(401);
      assertThat(answer.header("WWW-Authenticate"))
          .isEqualTo("Keystone uri=\"" + site.keystone().url() + "\"");
      assertThat(answer.json().at("/error/code").asInt()).isEqualTo(401);
      assertThat(answer.json().at("/error/title").asText()).isEqualTo("Unauthorized");
    }
    site.person("").get("/").expect(401);
    assertThat(site.openStatus("/")).isEqualTo(300);
    assertThat(site.openStatus("/healthcheck")).isEqualTo(200);
    site.person(site.token("rob", "red")).get("/").expect(200);
    site.person(site.keystone().token(KeystoneServer.unscoped("rob"))).get("/volumes").expect(401);
  }

  @Test
  void theUrlIsOfTheProjectOfTheToken() {
    Person admin = site.person(site.token("admin", "admin"));
    assertThat(admin.get("/" + site.red() + "/volumes").expect(400).message())
        .isEqualTo("Malformed request url");
    site.person(site.token("rob", "red")).get("/" + site.red() + "/volumes").expect(200);
  }

  @Test
  void rolesDecide() throws Exception {
    Person reader = site.person(site.token("rob", "red"));
    Person member = site.person(site.token("ann", "red"));
    Person guest = site.person(site.token("gus", "red"));
    Person system = site.person(site.keystone().token(KeystoneServer.ofTheSystem("sue")));
    Person admin = site.person(site.token("admin", "admin"));
    String create = "{\"volume\":{\"size\":1}}";

    assertThat(reader.send("POST", "/volumes", create).expect(403).message())
        .isEqualTo("Policy doesn't allow volume:create to be performed.");
    assertThat(guest.get("/volumes").expect(403).message())
        .isEqualTo("Policy doesn't allow volume:get_all to be performed.");
    system.get("/volumes").expect(403);
    guest.get("/os-availability-zone").expect(200);
    String volume = member.volume("red-1");
    reader.get("/volumes/" + volume).expect(200);
    reader.send("DELETE", "/volumes/" + volume, "").expect(403);
    assertThat(member.get("/os-services").expect(403).message())
        .isEqualTo("Policy doesn't allow volume_extension:services:index to be performed.");
    assertThat(member.get("/volumes/" + volume).text()).doesNotContain("os-vol-host-attr:host");
    assertThat(admin.get("/volumes/" + volume).expect(200).text())
        .contains("os-vol-host-attr:host");
    admin.get("/os-services").expect(200);
    assertThat(admin.get("/volumes?all_tenants=1").expect(200).text()).contains(volume);
    assertThat(admin.get("/volumes").expect(200).text()).doesNotContain(volume);
    member.send("DELETE", "/volumes/" + volume, "").expect(202);
  }

  @Test
  void aRevokedTokenIsRefusedSoon() {
    String token = site.token("rob", "red");
    site.person(token).get("/volumes").expect(200);
    site.keystone().revoke(token);

    Await.until(
        "the revoked token is refused",
        Duration.ofSeconds(30),
        () -> site.person(token).get("/volumes").status() == 401);
  }

  /** Nothing of the caller goes along with an operation but the ids of the user and project. */
  @Test
  @Shows({"N-9", "N-10"})
  void whatWasAcceptedNeedsNeitherItsTokenNorItsProject() throws Exception {
    String lost = site.keystone().project("lost");
    site.keystone().grant("member", site.keystone().user("lee"), lost);
    Person admin = site.person(site.token("admin", "admin"));
    admin
        .send(
            "POST",
            "/types",
            """
            {"volume_type":{"name":"held","extra_specs":{"volume_backend_name":"array"}}}
            """)
        .expect(200);
    Person lee = site.person(site.token("lee", "lost"));
    site.array().addFault(FaultRule.on("createVolume", new Fault.Hang(FaultPoint.BEFORE)));
    Answer first = heldCreate(lee, "first");

    site.keystone().revoke(lee.token());
    Await.until(
        "the token is refused", Duration.ofSeconds(30), () -> lee.get("/volumes").status() == 401);
    site.array().clearFaults();
    Person again = site.person(site.token("lee", "lost"));
    again.await(path(first), "/volume/status", "available");

    site.array().addFault(FaultRule.on("createVolume", new Fault.Hang(FaultPoint.BEFORE)));
    Answer second = heldCreate(again, "second");
    site.keystone().deleteProject(lost);
    Await.until(
        "nobody is let into the project",
        Duration.ofSeconds(30),
        () -> again.get("/volumes").status() == 401);
    site.array().clearFaults();

    admin.await(path(second), "/volume/status", "available");
    JsonNode left =
        admin.get("/volumes/detail?all_tenants=1&project_id=" + lost).expect(200).json();
    assertThat(left.path("volumes").findValuesAsText("name"))
        .containsExactlyInAnyOrder("first", "second");
    String finding = flagged(admin, lost);
    for (Answer one : List.of(first, second)) {
      admin.send("DELETE", path(one), "").expect(202);
      Await.until(
          "the volume is gone", Duration.ofSeconds(60), () -> admin.get(path(one)).status() == 404);
    }
    // Nothing of the project is left to be told of.
    admin.await("/findings/" + finding, "/finding/state", "resolved");
    assertThat(admin.get("/findings?kind=ownerless").json().path("findings")).isEmpty();
  }

  /** The finding that the project is gone, which an administrator may ignore and nothing else. */
  private static String flagged(Person admin, String project) throws Exception {
    String open = "/findings?kind=ownerless&state=open";
    Await.until(
        "the project is flagged",
        Duration.ofSeconds(60),
        () -> !admin.get(open).json().path("findings").isEmpty());
    JsonNode found = admin.get(open).expect(200).json().path("findings");
    assertThat(found).hasSize(1);
    assertThat(found.at("/0/resource").asText()).isEqualTo("project/" + project);
    assertThat(found.at("/0/project_id").asText()).isEqualTo(project);
    assertThat(found.at("/0/provenance").toString())
        .isEqualTo(
            "{\"by\":\"identity\",\"projectId\":\"%s\",\"volumes\":2,\"snapshots\":0,\"groups\":0}"
                .formatted(project));
    String path = "/findings/" + found.at("/0/id").asText();
    for (String refused : List.of("{\"adopt\":{}}", "{\"delete\":null}")) {
      assertThat(admin.send("POST", path + "/action", refused).expect(400).message())
          .contains("can only be ignored");
    }
    admin.send("POST", path + "/action", "{\"ignore\":null}").expect(202);
    admin.await(path, "/finding/state", "ignored");
    return found.at("/0/id").asText();
  }

  private static Answer heldCreate(Person person, String name) {
    return person
        .send(
            "POST",
            "/volumes",
            "{\"volume\":{\"size\":1,\"name\":\"%s\",\"volume_type\":\"held\"}}".formatted(name))
        .expect(202);
  }

  private static String path(Answer created) {
    return "/volumes/" + created.json().at("/volume/id").asText();
  }

  @Test
  void anApplicationCredentialIsItsUserAndNoMore() {
    String ann = site.token("ann", "red");
    JsonNode whole =
        site.keystone().applicationCredential(site.ann(), ann, Map.of("name", "whole"));
    JsonNode lists =
        site.keystone()
            .applicationCredential(
                site.ann(),
                ann,
                Map.of(
                    "name",
                    "lists",
                    "access_rules",
                    List.of(
                        Map.of(
                            "service",
                            "block-storage",
                            "method",
                            "GET",
                            "path",
                            "/v3/*/volumes"))));
    JsonNode brief =
        site.keystone()
            .applicationCredential(
                site.ann(),
                ann,
                Map.of(
                    "name",
                    "brief",
                    "expires_at",
                    Instant.now().plusSeconds(60).toString().replaceFirst("\\..*", "")));

    String volumes = "/" + site.red() + "/volumes";
    Person all = site.person(site.keystone().token(KeystoneServer.of(whole)));
    all.get(volumes).expect(200);
    all.send("POST", "/volumes", "{}").expect(400);
    Person restricted = site.person(site.keystone().token(KeystoneServer.of(lists)));
    restricted.get(volumes).expect(200);
    restricted.get(volumes + "/detail").expect(401);
    restricted.send("POST", volumes, "{}").expect(401);
    Person hurried = site.person(site.keystone().token(KeystoneServer.of(brief)));
    hurried.get(volumes).expect(200);
    Await.until(
        "the token ends with its credential",
        Duration.ofSeconds(150),
        () -> hurried.get(volumes).status() == 401);
  }

  @Test
  @Shows("D-7")
  void onlyAServiceTakesAVolumeFromAServer() throws Exception {
    Person ann = site.person(site.token("ann", "red"));
    String volume = ann.volume("used");
    String server = UUID.randomUUID().toString();
    String attachment =
        ann.send(
                "POST",
                "/attachments",
                new ObjectMapper()
                    .writeValueAsString(
                        Map.of(
                            "attachment",
                            Map.of(
                                "volume_uuid",
                                volume,
                                "instance_uuid",
                                server,
                                "connector",
                                Cloud.connector()))))
            .expect(200)
            .json()
            .at("/attachment/id")
            .asText();
    String path = "/attachments/" + attachment;
    site.compute().uses(server, volume, attachment);

    Answer refused = ann.send("DELETE", path, "").expect(409);
    assertThat(refused.json().has("conflictingRequest")).isTrue();
    assertThat(refused.message())
        .contains("Detach volume from instance " + server + " using the Compute API");
    String actions = "/volumes/" + volume + "/action";
    String connector = "{\"connector\":{\"host\":\"client\"}}";
    for (String body :
        List.of(
            "{\"os-detach\":null}",
            "{\"os-detach\":{\"attachment_id\":\"" + attachment + "\"}}",
            "{\"os-terminate_connection\":" + connector + "}")) {
      assertThat(ann.send("POST", actions, body).expect(409).message()).contains(server);
    }
    ann.send("POST", actions, "{\"os-force_detach\":{}}").expect(403);
    site.person(site.token("admin", "admin"))
        .send("POST", actions, "{\"os-force_detach\":{}}")
        .expect(409);
    ann.send("DELETE", path, "", "X-Service-Token", ann.token()).expect(409);
    ann.send("DELETE", path, "", "X-Service-Token", "nonsense").expect(401);
    site.person(site.token("bea", "blue"))
        .send("DELETE", path, "", "X-Service-Token", site.token("nova", "service"))
        .expect(404);
    ann.send("DELETE", path, "", "X-Service-Token", site.token("nova", "service")).expect(200);
    ann.await("/volumes/" + volume, "/volume/status", "available");

    String reserved =
        ann.send(
                "POST",
                "/attachments",
                "{\"attachment\":{\"volume_uuid\":\"%s\",\"instance_uuid\":\"%s\"}}"
                    .formatted(volume, server))
            .expect(200)
            .json()
            .at("/attachment/id")
            .asText();
    ann.send("DELETE", "/attachments/" + reserved, "").expect(200);
    ann.send("DELETE", "/volumes/" + volume, "").expect(202);
  }

  @Test
  @Proves({25, 47})
  void serversAreToldThatTheirVolumeHasGrown() throws Exception {
    Person ann = site.person(site.token("ann", "red"));
    String volume = ann.volume("growing");
    String server = UUID.randomUUID().toString();
    String actions = "/volumes/" + volume + "/action";
    ann.send(
            "POST",
            actions,
            "{\"os-attach\":{\"instance_uuid\":\"%s\",\"mountpoint\":\"/dev/vdb\"}}"
                .formatted(server))
        .expect(202);

    // The volume shows that it has grown before its server is told.
    ann.await("/operations/" + extend(ann, volume, 2), "/operation/state", "succeeded");
    assertThat(ann.get("/volumes/" + volume).json().at("/volume/status").asText())
        .isEqualTo("in-use");
    assertThat(size(ann, volume)).isEqualTo(2);
    assertThat(site.compute().events())
        .anySatisfy(
            event ->
                assertThat(event)
                    .hasToString(
                        "{\"name\":\"volume-extended\",\"server_uuid\":\"%s\",\"tag\":\"%s\"}"
                            .formatted(server, volume)));

    site.compute().answerEvents(503);
    String waits = extend(ann, volume, 3);
    awaitCompute(ann, waits);
    assertThat(size(ann, volume)).isEqualTo(3);
    site.compute().answerEvents(200);
    ann.await("/operations/" + waits, "/operation/state", "succeeded");

    site.compute().answerEvents(403);
    ann.await("/operations/" + extend(ann, volume, 4), "/operation/state", "succeeded");
    assertThat(ann.get("/messages?resource_uuid=" + volume).text())
        .contains("VOLUME_VOLUME_007_009");
    assertThat(size(ann, volume)).isEqualTo(4);

    site.compute().answerEvents(503);
    String given = extend(ann, volume, 5);
    awaitCompute(ann, given);
    String failed = "{\"os-extend_volume_completion\":{\"error\":true}}";
    ann.send("POST", actions, failed).expect(403);
    Person admin = site.person(site.token("admin", "admin"));
    admin.send("POST", actions, failed).expect(202);
    ann.await("/volumes/" + volume, "/volume/status", "error_extending");
    admin.send("POST", actions, failed).expect(400);
    assertThat(size(ann, volume)).isEqualTo(5);
    site.compute().answerEvents(200);
    String detach =
        ann.send("POST", actions, "{\"os-detach\":null}").expect(202).header("X-Clinker-Operation");
    ann.await("/operations/" + detach, "/operation/state", "succeeded");
    assertThat(ann.get("/volumes/" + volume).json().at("/volume/status").asText())
        .as("nobody has looked how large it is")
        .isEqualTo("error_extending");
    admin.send("POST", actions, "{\"os-reset_status\":{\"status\":\"available\"}}").expect(202);
    ann.await("/volumes/" + volume, "/volume/status", "available");
    assertThat(size(ann, volume)).isEqualTo(5);
    ann.send("DELETE", "/volumes/" + volume, "").expect(202);
  }

  private static void awaitCompute(Person person, String operation) {
    Await.until(
        "operation " + operation + " waits for compute",
        Duration.ofSeconds(180),
        () ->
            person
                .get("/operations/" + operation)
                .text()
                .contains("waits for the compute service"));
  }

  /** The id of the operation. */
  private static String extend(Person person, String volume, int size) {
    return person
        .send(
            "POST",
            "/volumes/" + volume + "/action",
            "{\"os-extend\":{\"new_size\":%d}}".formatted(size))
        .expect(202)
        .header("X-Clinker-Operation");
  }

  private static int size(Person person, String volume) {
    return person.get("/volumes/" + volume).json().at("/volume/size").asInt();
  }

  @Test
  void aKeystoneThatIsAwayStopsNobodyItKnows() throws Exception {
    Person known = site.person(site.token("rob", "red"));
    Person fresh = site.person(site.token("ann", "red"));
    known.get("/volumes").expect(200);

    site.keystone().freeze();
    try {
      Answer unknown = fresh.sendOnce("GET", "/volumes", "").expect(503);
      assertThat(unknown.header("Retry-After")).isNotEmpty();
      assertThat(unknown.json().has("serviceUnavailable")).isTrue();
      known.get("/volumes").expect(200);
      // Past the time of the cache the token goes on by grace.
      Thread.sleep(KeystoneSite.CACHE_TIME.plusSeconds(1).toMillis());
      known.get("/volumes").expect(200);
    } finally {
      site.keystone().thaw();
    }
    Await.until(
        "Keystone is asked again",
        Duration.ofSeconds(30),
        () -> fresh.get("/volumes").status() == 200);

    site.keystone().kill();
    try {
      known.get("/volumes").expect(200);
    } finally {
      site.keystone().start();
    }
  }

  @Test
  void whatIsDoneIsWrittenDown() throws Exception {
    Person ann = site.person(site.token("ann", "red"));
    String volume = ann.volume("watched");
    Answer deleted =
        ann.send(
                "DELETE",
                "/" + site.red() + "/volumes/" + volume,
                "",
                "X-Openstack-Request-Id",
                "req-0f0f0f0f-0000-4000-8000-000000000000")
            .expect(202);
    Answer denied = site.person(site.token("rob", "red")).send("DELETE", "/volumes/" + volume, "");

    JsonNode done = site.audited(deleted.header("x-openstack-request-id"));
    assertThat(done.path("user_id").asText()).isEqualTo(site.ann());
    assertThat(done.path("project_id").asText()).isEqualTo(site.red());
    assertThat(done.path("action").asText()).isEqualTo("volume:delete");
    assertThat(done.path("target").asText()).endsWith("/volumes/" + volume);
    assertThat(done.path("status").asInt()).isEqualTo(202);
    assertThat(done.path("outcome").asText()).isEqualTo("done");
    assertThat(done.path("operation_id").asText()).isEqualTo(deleted.header("X-Clinker-Operation"));
    assertThat(done.path("global_request_id").asText())
        .isEqualTo("req-0f0f0f0f-0000-4000-8000-000000000000");
    assertThat(site.audited(denied.header("x-openstack-request-id")).path("outcome").asText())
        .isEqualTo("denied");
    assertThat(site.log()).doesNotContain(ann.token()).doesNotContain(KeystoneServer.PASSWORD);
  }

  @Test
  void anOperatorsCommandsBringTheTokenOfTheShell() throws Exception {
    Person ann = site.person(site.token("ann", "red"));
    String volume = ann.volume("counted");
    String admin = site.token("admin", "admin");

    assertThat(site.clinker(1, "", "drain", "node-1", "--force", "--no-wait"))
        .contains("OS_TOKEN must hold a token of an administrator")
        .hasLineCount(1);
    assertThat(site.clinker(1, ann.token(), "drain", "node-1", "--force", "--no-wait"))
        .contains("Policy doesn't allow clinker:nodes:drain to be performed.");
    assertThat(site.clinker(0, admin, "drain", "--backend", Site.ARRAY, "--deadline", "5"))
        .contains("drained");
    assertThat(site.clinker(0, admin, "undrain", "--backend", Site.ARRAY)).contains("enabled");

    assertThat(site.clinker(0, "", "check"))
        .contains("usage of 0 projects asked", "for lack of permission: set OS_TOKEN");
    assertThat(site.clinker(0, admin, "check"))
        .doesNotContain("usage of 0 projects asked", "for lack of permission");
    ann.send("DELETE", "/volumes/" + volume, "").expect(202);
  }

  @Test
  void noProjectFindsAnythingOfAnother() throws Exception {
    new Isolation(site).check();
  }

  @Test
  void clientsFindTheServiceInTheCatalog() throws Exception {
    Map<String, String> variables =
        Map.of(
            "OS_AUTH_URL", site.keystone().url().toString(),
            "OS_USERNAME", "ann",
            "OS_PASSWORD", KeystoneServer.PASSWORD,
            "OS_PROJECT_NAME", "red",
            "OS_USER_DOMAIN_NAME", "Default",
            "OS_PROJECT_DOMAIN_NAME", "Default",
            "OS_REGION_NAME", "RegionOne",
            "OS_IDENTITY_API_VERSION", "3");
    CommandLine clients = CommandLine.withVariables(variables, folder);
    Person ann = site.person(site.token("ann", "red"));

    String volume =
        clients.openstackJson("volume", "create", "--size", "1", "of-ann").path("id").asText();
    ann.await("/volumes/" + volume, "/volume/status", "available");
    assertThat(clients.cinderRecord("show", "of-ann")).containsEntry("id", volume);
    String snapshot =
        clients.cinderRecord("snapshot-create", "--name", "before", "of-ann").get("id");
    ann.await("/snapshots/" + snapshot, "/snapshot/status", "available");
    assertThat(clients.openstackJson("volume", "snapshot", "list").findValuesAsText("Name"))
        .contains("before");
    assertThat(clients.openstackRefused("volume", "service", "list"))
        .contains("volume_extension:services:index")
        .contains("403");
    clients.openstack("volume", "snapshot", "delete", "before");
    Await.until(
        "the snapshot is gone",
        Duration.ofSeconds(60),
        () -> ann.get("/snapshots/" + snapshot).status() == 404);
    clients.cinder("delete", "of-ann");
    Await.until(
        "the volume is gone",
        Duration.ofSeconds(60),
        () -> ann.get("/volumes/" + volume).status() == 404);

    Path clouds = Files.createDirectories(folder.resolve("sdk")).resolve("clouds.yaml");
    Files.writeString(
        clouds,
        """
        clouds:
          here:
            region_name: RegionOne
            auth: {auth_url: "%s", username: ann, password: "%s", project_name: red,
                   user_domain_name: Default, project_domain_name: Default}
        """
            .formatted(site.keystone().url(), KeystoneServer.PASSWORD));
    Path program = folder.resolve("waits.py");
    try (var text = KeystoneIT.class.getResourceAsStream("/clients/waits.py")) {
      Files.write(program, text.readAllBytes());
    }
    assertThat(
            CommandLine.withVariables(
                    Map.of("OS_CLOUD", "here", "OS_CLIENT_CONFIG_FILE", clouds.toString()), folder)
                .python(program))
        .contains("available", "gone");
  }
}
