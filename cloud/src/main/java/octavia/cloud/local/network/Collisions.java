package octavia.cloud.local.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import octavia.cloud.network.Cidr;
import octavia.cloud.network.IpAddress;
import tools.jackson.databind.JsonNode;

/** Finds ranges of ours that the host has another use for. Pure. */
final class Collisions {
  /** Kinds of routes that lead somewhere. */
  private static final Set<String> LEADING = Set.of("unicast", "local", "nat", "multipath");

  private Collisions() {}

  /**
   * A range that this host uses.
   *
   * @param what names it in a sentence
   */
  record Used(Cidr range, String device, String what) {}

  /** What {@code ip -json route show table all} says. */
  static List<Used> routes(JsonNode routes) {
    List<Used> used = new ArrayList<>();
    for (JsonNode route : routes) {
      String destination = route.path("dst").asString("");
      String device = route.path("dev").asString("");
      if (LEADING.contains(route.path("type").asString("unicast"))) {
        range(destination)
            .ifPresent(range ->
                used.add(new Used(range, device, "the route " + destination + " dev " + device)));
      }
    }
    return used;
  }

  /** What {@code ip -json address show} says. */
  static List<Used> addresses(JsonNode links) {
    List<Used> used = new ArrayList<>();
    for (JsonNode link : links) {
      String device = link.path("ifname").asString("");
      for (JsonNode address : link.path("addr_info")) {
        String local = address.path("local").asString("");
        int prefix = address.path("prefixlen").asInt(0);
        IpAddress.parse(local)
            .ifPresent(parsed ->
                used.add(
                    new Used(
                        Cidr.around(parsed, prefix),
                        device,
                        "the address " + local + "/" + prefix + " of " + device)));
      }
    }
    return used;
  }

  /** A sentence for each range of {@code segments} that something else on the host uses. */
  static List<String> find(List<Segment> segments, List<Used> used, Predicate<String> ourDevice) {
    List<String> sentences = new ArrayList<>();
    for (Segment segment : segments) {
      for (Cidr cidr : segment.cidrs()) {
        used.stream()
            .filter(each -> !ourDevice.test(each.device()))
            .filter(each -> each.range().prefix() > 1) // less is a default route, maybe in halves
            .filter(each -> each.range().overlaps(cidr))
            .findFirst()
            .ifPresent(each ->
                sentences.add(
                    cidr
                        + " of network "
                        + segment.name()
                        + " collides with "
                        + each.what()
                        + " of this host"));
      }
    }
    return sentences;
  }

  /** A destination is a range, an address, or {@code default}. */
  private static Optional<Cidr> range(String destination) {
    Optional<IpAddress> single = IpAddress.parse(destination);
    if (single.isPresent()) {
      return Optional.of(Cidr.around(single.get(), single.get().bits()));
    }
    try {
      return Optional.of(Cidr.parse(destination));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
