package io.clinker.drivers.rbd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * To whom the clients belong that have a volume open when one of its attachments ends. All that
 * tells them apart is the address that each attachment's host gave, which need not be the one that
 * it reaches the cluster from.
 *
 * @param leaving clients of the attachment that ends
 * @param unknown clients that may be its own as well as another's; empty if there are no more of
 *     them than other attachments of which no client was recognised, whose they are then taken to
 *     be
 */
record Attribution(List<String> leaving, List<String> unknown) {
  Attribution {
    leaving = List.copyOf(leaving);
    unknown = List.copyOf(unknown);
  }

  /**
   * @param clients the addresses of the clients, as the cluster tells them
   * @param address what the host of the attachment gave as its address
   * @param others what the hosts of the volume's other attachments gave, one for each of them
   */
  static Attribution of(
      List<String> clients, Optional<String> address, List<Optional<String>> others) {
    if (others.isEmpty()) {
      return new Attribution(clients, List.of());
    }
    List<String> leaving = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (String client : clients) {
      Optional<String> host = Optional.of(Hosts.hostOf(client));
      // Two attachments of one host cannot be told apart, so its clients stay for the other one.
      if (!others.contains(host)) {
        (host.equals(address) ? leaving : unknown).add(client);
      }
    }
    List<String> hosts = clients.stream().map(Hosts::hostOf).toList();
    long unseen = others.stream().filter(other -> other.filter(hosts::contains).isEmpty()).count();
    return new Attribution(leaving, unknown.size() <= unseen ? List.of() : unknown);
  }
}
