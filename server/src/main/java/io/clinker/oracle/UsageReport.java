package io.clinker.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the API says of usage, per project; empty where it was not asked.
 *
 * @param byProject project, then resource ("volumes", "gigabytes", "snapshots", "groups")
 * @param refused the projects whose usage the API does not tell whoever asked
 */
public record UsageReport(Map<String, Map<String, Usage>> byProject, List<String> refused) {
  /** One resource of one project. */
  public record Usage(long inUse, long reserved) {}

  public UsageReport {
    byProject = Map.copyOf(byProject);
    refused = List.copyOf(refused);
  }

  /** Nobody refused to tell. */
  public UsageReport(Map<String, Map<String, Usage>> byProject) {
    this(byProject, List.of());
  }

  /** Nobody was asked. */
  public static UsageReport none() {
    return new UsageReport(Map.of());
  }

  /** Where the API and the recount differ, in words; projects with open operations are left out. */
  List<String> differences(Rows rows, Set<String> busyProjects) {
    List<String> found = new ArrayList<>();
    byProject.forEach(
        (project, usage) -> {
          if (!busyProjects.contains(project)) {
            recount(rows, project)
                .forEach((resource, counted) -> compare(project, resource, counted, usage, found));
          }
        });
    return found;
  }

  private static void compare(
      String project, String resource, long counted, Map<String, Usage> usage, List<String> found) {
    Usage said = usage.getOrDefault(resource, new Usage(0, 0));
    if (said.inUse() != counted || said.reserved() != 0) {
      found.add(
          "project %s: the API says %d %s in use and %d reserved, the recount is %d and 0"
              .formatted(project, said.inUse(), resource, said.reserved(), counted));
    }
  }

  private static Map<String, Long> recount(Rows rows, String project) {
    List<Rows.Volume> volumes =
        rows.volumes().stream().filter(row -> row.projectId().equals(project)).toList();
    List<Rows.Snapshot> snapshots =
        rows.snapshots().stream().filter(row -> row.projectId().equals(project)).toList();
    long gib =
        volumes.stream().collect(Collectors.summingLong(Rows.Volume::sizeGib))
            + snapshots.stream().collect(Collectors.summingLong(Rows.Snapshot::sizeGib));
    return Map.of(
        "volumes",
        (long) volumes.size(),
        "snapshots",
        (long) snapshots.size(),
        "gigabytes",
        gib,
        "groups",
        rows.groups().stream().filter(row -> row.projectId().equals(project)).count());
  }
}
