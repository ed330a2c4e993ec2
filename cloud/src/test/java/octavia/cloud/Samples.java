package octavia.cloud;

import java.time.Instant;
import java.util.List;
import octavia.model.Amphora;
import octavia.model.AmphoraStatus;
import octavia.model.LoadBalancer;
import octavia.model.OperatingStatus;
import octavia.model.ProvisioningStatus;
import octavia.model.Topology;
import octavia.model.Vip;
import org.jspecify.annotations.Nullable;

/** Load balancers and amphorae of which only what a cloud looks at is of interest. */
public final class Samples {
  private static final Instant CREATED = Instant.parse("2026-11-21T08:00:00Z");

  private Samples() {}

  public static LoadBalancer loadBalancer(String id, Vip vip) {
    return loadBalancer(id, vip, Topology.SINGLE);
  }

  public static LoadBalancer loadBalancer(String id, Vip vip, Topology topology) {
    return new LoadBalancer(
        id,
        "project",
        "lb",
        "",
        true,
        ProvisioningStatus.PENDING_CREATE,
        OperatingStatus.OFFLINE,
        "amphora",
        topology,
        null,
        null,
        vip,
        List.of(),
        CREATED,
        null);
  }

  public static Vip vip(
      @Nullable String address,
      @Nullable String port,
      @Nullable String subnet,
      @Nullable String network) {
    return new Vip(address, port, subnet, network, null, false, "normal");
  }

  public static Vip onSubnet(String subnet) {
    return vip(null, null, subnet, null);
  }

  public static Amphora amphora(String id) {
    return amphora(id, null);
  }

  public static Amphora amphora(String id, @Nullable String computeId) {
    return new Amphora(
        id,
        "lb",
        computeId,
        null,
        null,
        null,
        null,
        null,
        null,
        false,
        null,
        AmphoraStatus.BOOTING,
        null,
        null,
        null,
        null,
        null,
        null,
        CREATED,
        null);
  }
}
