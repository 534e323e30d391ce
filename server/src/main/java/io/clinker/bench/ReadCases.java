package io.clinker.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which reads are measured: lists, filters, sums and single rows of every family of the API. */
public final class ReadCases {
  /**
   * A read.
   *
   * @param target milliseconds that half of the answers may take; null: none is set
   * @param path below the project, with names in braces for what the rows know
   */
  public record Case(String what, @Nullable Integer target, String path) {
    /** The path with the braces filled in. */
    public String filled(Map<String, String> names) {
      String filled = path;
      for (Map.Entry<String, String> name : names.entrySet()) {
        filled =
            filled.replace(
                "{" + name.getKey() + "}",
                URLEncoder.encode(name.getValue(), StandardCharsets.UTF_8));
      }
      return filled;
    }
  }

  /** Where an id of each kind is found: the first one of this list. */
  private static final Map<String, String> LISTED =
      Map.of(
          "snapshot", "/snapshots",
          "attachment", "/attachments",
          "transfer", "/volume-transfers",
          "message", "/messages",
          "group", "/groups",
          "group_snapshot", "/group_snapshots",
          "operation", "/operations",
          "type", "/types",
          "backend", "/backends",
          "node", "/nodes");

  private static final int SHOW = 3;
  private static final int PAGE = 10;
  private static final int LONG_PAGE = 60;

  private ReadCases() {}

  /**
   * What the paths need to know of rows.
   *
   * @param ids of the project's volumes as {@link io.clinker.store.BulkRows} made them
   * @param answer what the API answers to a path below the project
   * @throws IllegalStateException if there is none of a kind
   */
  public static Map<String, String> names(
      String project, List<String> ids, Function<String, JsonNode> answer) {
    Map<String, String> names = new HashMap<>();
    names.put("project", project);
    names.put("class", "default");
    names.put("volume", ids.get(ids.size() / 2));
    names.put("deep", ids.get(ids.size() / 10));
    names.put("offset", Integer.toString(ids.size() * 9 / 10));
    names.put("few", Integer.toString(ids.size() / 20));
    names.put("name", "bulk-" + ids.size() / 2);
    names.put("part", "lk-" + ids.size() / 2);
    names.put("metadata", "{'number': '7'}");
    names.put("common", "{'made': 'bulk'}");
    names.put("unknown", "{'number': 'none'}");
    LISTED.forEach((kind, list) -> names.put(kind, first(list, answer.apply(list))));
    return names;
  }

  /** The id, or what stands for it, of the first row of a list. */
  private static String first(String list, JsonNode answer) {
    JsonNode row = answer.elements().next().path(0);
    JsonNode id = row.has("id") ? row.path("id") : row.path("name");
    if (!id.isTextual()) {
      throw new IllegalStateException(list + " is empty");
    }
    return id.asText();
  }

  public static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    cases.addAll(volumes());
    cases.addAll(sums());
    cases.addAll(ofVolumes());
    cases.addAll(beside());
    cases.addAll(few());
    return cases;
  }

  private static List<Case> volumes() {
    return List.of(
        new Case("volume", SHOW, "/volumes/{volume}"),
        new Case("volumes, 50", PAGE, "/volumes?limit=50"),
        new Case("volumes, 1,000 in detail", LONG_PAGE, "/volumes/detail?limit=1000"),
        new Case("volumes, 50, deep", PAGE, "/volumes?limit=50&marker={deep}"),
        new Case(
            "volumes, 1,000 in detail, deep",
            LONG_PAGE,
            "/volumes/detail?limit=1000&marker={deep}"),
        new Case("volumes, 50, by offset", null, "/volumes?limit=50&offset={offset}"),
        new Case("volumes, 50, of all projects", PAGE, "/volumes?limit=50&all_tenants=1"),
        new Case("volumes, 50, with count", null, "/volumes?limit=50&with_count=true"),
        new Case("volumes by name", PAGE, "/volumes?name={name}"),
        new Case("volumes by part of the name", null, "/volumes?limit=50&name~={part}"),
        new Case(
            "volumes by part of the name, of all projects",
            null,
            "/volumes?limit=50&all_tenants=1&name~={part}"),
        new Case("volumes by status, all", PAGE, "/volumes?limit=50&status=available"),
        new Case("volumes by status, none", PAGE, "/volumes?limit=50&status=error"),
        new Case("volumes by bootable, none", null, "/volumes?limit=50&bootable=true"),
        new Case("volumes by type, all", PAGE, "/volumes?limit=50&volume_type_id={type}"),
        new Case("volumes by zone, none", null, "/volumes?limit=50&availability_zone=none"),
        new Case("volumes by metadata, one", PAGE, "/volumes?limit=50&metadata={metadata}"),
        new Case("volumes by metadata, all", PAGE, "/volumes?limit=50&metadata={common}"),
        new Case("volumes by metadata, none", PAGE, "/volumes?limit=50&metadata={unknown}"),
        new Case("volumes by group", PAGE, "/volumes?limit=50&group_id={group}"),
        new Case("volumes, 50, sorted by name", PAGE, "/volumes?limit=50&sort=name:asc"),
        new Case(
            "volumes, 50, sorted by name, deep",
            PAGE,
            "/volumes?limit=50&sort=name:asc&marker={deep}"),
        new Case("volumes, 50, sorted by size", PAGE, "/volumes?limit=50&sort=size:desc"));
  }

  private static List<Case> sums() {
    return List.of(
        new Case("summary", null, "/volumes/summary"),
        new Case("summary by status, none", null, "/volumes/summary?status=error"),
        new Case("quota set", PAGE, "/os-quota-sets/{project}"),
        new Case("quota set with usage", null, "/os-quota-sets/{project}?usage=true"),
        new Case("quota set, defaults", PAGE, "/os-quota-sets/{project}/defaults"),
        new Case("quota class set", PAGE, "/os-quota-class-sets/{class}"),
        new Case("limits", null, "/limits"),
        new Case("quota explained", null, "/quota/explain?limit=50"),
        new Case("quota explained, deep", null, "/quota/explain?limit=50&marker=volume/{deep}"));
  }

  private static List<Case> ofVolumes() {
    return List.of(
        new Case("snapshot", SHOW, "/snapshots/{snapshot}"),
        new Case("snapshots, 50", PAGE, "/snapshots?limit=50"),
        new Case("snapshots, 1,000 in detail", LONG_PAGE, "/snapshots/detail?limit=1000"),
        new Case("snapshots of a volume", PAGE, "/snapshots/detail?volume_id={volume}"),
        new Case("snapshots by metadata, one", PAGE, "/snapshots?limit=50&metadata={metadata}"),
        new Case("snapshots, 50, by offset", null, "/snapshots?limit=50&offset={few}"),
        new Case("attachment", SHOW, "/attachments/{attachment}"),
        new Case("attachments, 50", PAGE, "/attachments?limit=50"),
        new Case("attachments, 1,000 in detail", LONG_PAGE, "/attachments/detail?limit=1000"),
        new Case("attachments of a volume", PAGE, "/attachments?volume_id={volume}"),
        new Case("attachments of a server", PAGE, "/attachments?instance_id={attachment}"),
        new Case("transfer", SHOW, "/volume-transfers/{transfer}"),
        new Case("transfers, 50", PAGE, "/volume-transfers?limit=50"),
        new Case("transfers, 1,000 in detail", LONG_PAGE, "/volume-transfers/detail?limit=1000"),
        new Case("transfers, 50, older path", PAGE, "/os-volume-transfer?limit=50"),
        new Case("message", SHOW, "/messages/{message}"),
        new Case("messages, 50", PAGE, "/messages?limit=50"),
        new Case("messages of a volume", PAGE, "/messages?limit=50&resource_uuid={volume}"));
  }

  private static List<Case> beside() {
    return List.of(
        new Case("group", SHOW, "/groups/{group}"),
        new Case("groups, 50", PAGE, "/groups?limit=50"),
        new Case("groups, 1,000 in detail", LONG_PAGE, "/groups/detail?limit=1000"),
        new Case("group snapshot", SHOW, "/group_snapshots/{group_snapshot}"),
        new Case("group snapshots, 50", PAGE, "/group_snapshots?limit=50"),
        new Case(
            "group snapshots, 1,000 in detail", LONG_PAGE, "/group_snapshots/detail?limit=1000"),
        new Case("operation", SHOW, "/operations/{operation}"),
        new Case("operations, 50", PAGE, "/operations?limit=50"),
        new Case("operations, 50, by offset", null, "/operations?limit=50&offset={offset}"),
        new Case("operations that are open", PAGE, "/operations?state=open"),
        new Case("operations that failed", null, "/operations?limit=50&state=failed"),
        new Case("operations of a volume", PAGE, "/operations?resource={volume}"));
  }

  /** What an installation has few of. */
  private static List<Case> few() {
    return List.of(
            "/types",
            "/types/default",
            "/types/{type}",
            "/types/{type}/extra_specs",
            "/group_types",
            "/qos-specs",
            "/default-types",
            "/os-services",
            "/os-hosts",
            "/os-availability-zone",
            "/scheduler-stats/get_pools",
            "/scheduler-stats/get_pools?detail=true",
            "/backends",
            "/backends/{backend}",
            "/nodes",
            "/nodes/{node}",
            "/clusters",
            "/findings",
            "/resource_filters",
            "/extensions")
        .stream()
        .map(path -> new Case(path.substring(1), PAGE, path))
        .collect(Collectors.toList());
  }
}
