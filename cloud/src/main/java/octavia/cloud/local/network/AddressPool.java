package octavia.cloud.local.network;

import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import octavia.cloud.CloudException;
import octavia.cloud.network.Cidr;
import octavia.cloud.network.IpAddress;

/**
 * Which addresses of a subnet may be given out. Never: the network's, the broadcast address and the
 * gateway's, which is the first one. Pure.
 */
public record AddressPool(Cidr cidr) {
  /** Addresses are picked among as many at the beginning of the subnet. */
  private static final int MOST = 1 << 16;

  /** The first host's address: the host itself carries it. */
  public IpAddress gateway() {
    return cidr.first().plus(1);
  }

  /**
   * Any free address. Random rather than the lowest, so that an address which has just become free
   * is not soon someone else's: neighbours remember hardware addresses for a while.
   *
   * @param used addresses that others have
   * @throws CloudException of kind EXHAUSTED if there is none
   */
  public IpAddress pick(Set<IpAddress> used, RandomGenerator random) {
    int hosts = hosts();
    int start = random.nextInt(Math.max(1, hosts));
    for (int i = 0; i < hosts; i++) {
      IpAddress candidate = cidr.first().plus(2L + (start + i) % hosts);
      if (!used.contains(candidate)) {
        return candidate;
      }
    }
    throw new CloudException(
        CloudException.Kind.EXHAUSTED, "No more IP addresses available in " + cidr + ".");
  }

  /**
   * The address that somebody asked for.
   *
   * @throws CloudException of kind INVALID if the subnet cannot give it to anybody, CONFLICT if it
   *     is taken
   */
  public IpAddress claim(String requested, Set<IpAddress> used) {
    Optional<IpAddress> parsed = IpAddress.parse(requested);
    if (parsed.isEmpty()
        || !cidr.contains(parsed.get())
        || parsed.get().equals(cidr.first())
        || (cidr.version() == 4 && parsed.get().equals(cidr.last()))) {
      throw new CloudException(
          CloudException.Kind.INVALID,
          "IP address " + requested + " is not a valid IP for the subnet " + cidr + ".");
    }
    if (parsed.get().equals(gateway()) || used.contains(parsed.get())) {
      throw new CloudException(
          CloudException.Kind.CONFLICT, "IP address " + requested + " is already in use.");
    }
    return parsed.get();
  }

  /** True if at least {@code count} addresses are free. */
  public boolean hasFree(int count, Set<IpAddress> used) {
    return hosts() - used.stream().filter(this::pickable).count() >= count;
  }

  private boolean pickable(IpAddress address) {
    return cidr.contains(address)
        && address.compareTo(gateway()) > 0
        && address.compareTo(cidr.first().plus(1L + hosts())) <= 0;
  }

  /** Addresses behind the gateway that may be picked. */
  private int hosts() {
    long unusable = cidr.version() == 4 ? 3 : 2;
    return (int) Math.max(0, Math.min(MOST, cidr.size().doubleValue() - unusable));
  }
}
