package io.clinker.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code node}: what this process is called and does. */
public final class NodeSection {
  @JsonProperty private String name = hostName();
  @JsonProperty private String host = hostName();
  @JsonProperty private List<String> roles = List.of("api", "engine", "volume", "backup");
  @JsonProperty private Duration drainTimeout = Duration.seconds(30);
  @JsonProperty private Duration heartbeat = Duration.seconds(1);
  @JsonProperty private Duration deadAfter = Duration.seconds(10);

  /** A heart that misses fewer beats than this may only be slow. */
  private static final int BEATS = 5;

  /** Never one that has '@', '#' or '/', which stand between the parts of hosts and queues. */
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,254}";

  private static final String NAME_ALLOWED =
      "1 to 255 letters, digits, '.', '_' and '-', beginning with a letter or digit";

  /** What a node can do. */
  public enum Role {
    API,
    ENGINE,
    VOLUME,
    BACKUP;

    /** The word in the configuration. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Unique among the nodes of an installation; default: the name of the host. */
  public String name() {
    return name;
  }

  /** The machine; exports are bound to it. */
  public String host() {
    return host;
  }

  /** The roles; a text with commas is accepted too, as it comes from the command line. */
  public Set<Role> roles() {
    Set<Role> chosen = EnumSet.noneOf(Role.class);
    for (String word : roleWords()) {
      Arrays.stream(Role.values()).filter(role -> role.word().equals(word)).forEach(chosen::add);
    }
    return chosen;
  }

  /** How long a drain may take before what is left is reported and left to others. */
  public java.time.Duration drainTimeout() {
    return drainTimeout.toJavaDuration();
  }

  /** How often the node says that it lives. */
  public java.time.Duration heartbeat() {
    return heartbeat.toJavaDuration();
  }

  /** How long a node that says nothing counts as alive. */
  public java.time.Duration deadAfter() {
    return deadAfter.toJavaDuration();
  }

  /** Adds what is wrong in this section. */
  public void check(Problems problems) {
    problems.require(name.matches(NAME), "node.name", name, NAME_ALLOWED);
    problems.require(host.matches(NAME), "node.host", host, NAME_ALLOWED);
    problems.requireBetween(
        "node.heartbeat", heartbeat, Duration.milliseconds(200), Duration.seconds(30));
    problems.require(
        deadAfter.toMilliseconds() >= BEATS * heartbeat.toMilliseconds(),
        "node.deadAfter",
        deadAfter,
        "at least %d times node.heartbeat, which is %s".formatted(BEATS, heartbeat));
    List<String> allowed = Arrays.stream(Role.values()).map(Role::word).toList();
    problems.require(!roleWords().isEmpty(), "node.roles", roles, String.join(", ", allowed));
    roleWords().forEach(word -> problems.requireOneOf("node.roles", word, allowed));
  }

  private List<String> roleWords() {
    List<String> words = new ArrayList<>();
    for (String entry : roles) {
      for (String word : entry.split(",", -1)) {
        if (!word.isBlank()) {
          words.add(word.strip());
        }
      }
    }
    return words;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
