package octavia.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where clients reach a load balancer. The network driver assigns what the request left open, so a
 * load balancer that is being created may have neither address nor port yet.
 *
 * @param octaviaOwned true if the port is ours to delete
 * @param vnicType {@code normal} or {@code direct}
 * @param sgIds security groups of the user's own, sorted; empty leaves them to the service
 * @param additional further addresses on the same network, by subnet
 */
public record Vip(
    @Nullable String ipAddress,
    @Nullable String portId,
    @Nullable String subnetId,
    @Nullable String networkId,
    @Nullable String qosPolicyId,
    boolean octaviaOwned,
    String vnicType,
    List<String> sgIds,
    List<Additional> additional) {

  public Vip {
    sgIds = sgIds.stream().sorted().distinct().toList();
    additional = List.copyOf(additional);
  }

  /** One address, and the service's security groups. */
  public Vip(
      @Nullable String ipAddress,
      @Nullable String portId,
      @Nullable String subnetId,
      @Nullable String networkId,
      @Nullable String qosPolicyId,
      boolean octaviaOwned,
      String vnicType) {
    this(
        ipAddress,
        portId,
        subnetId,
        networkId,
        qosPolicyId,
        octaviaOwned,
        vnicType,
        List.of(),
        List.of());
  }

  /** An address beside the first, on a subnet of its own. */
  public record Additional(
      String subnetId,
      @Nullable String ipAddress,
      @Nullable String portId,
      @Nullable String networkId) {}

  /** All addresses that are known, the first one first. */
  public List<String> addresses() {
    return Stream.concat(
            Stream.of(Optional.ofNullable(ipAddress)),
            additional.stream().map(vip -> Optional.ofNullable(vip.ipAddress())))
        .flatMap(Optional::stream)
        .toList();
  }
}
