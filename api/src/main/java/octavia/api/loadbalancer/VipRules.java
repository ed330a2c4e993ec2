package octavia.api.loadbalancer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import octavia.api.body.Addresses;
import octavia.api.error.Faults;
import octavia.api.loadbalancer.LoadBalancerFields.AdditionalVip;
import octavia.api.loadbalancer.LoadBalancerFields.WantedVip;
import octavia.api.settings.VipSettings;
import octavia.cloud.CloudException;
import octavia.cloud.network.Network;
import octavia.cloud.network.NetworkDriver;
import octavia.cloud.network.Port;
import octavia.cloud.network.Subnet;
import octavia.model.Vip;
import org.jspecify.annotations.Nullable;

/**
 * What a VIP may be, and what follows for it from what the request says. Looks things up at the
 * network driver, so it is not for use inside a transaction.
 */
final class VipRules {
  private static final String NORMAL = "normal";

  private final VipSettings settings;
  private final NetworkDriver network;

  VipRules(VipSettings settings, NetworkDriver network) {
    this.settings = settings;
    this.network = network;
  }

  /** Refuses a request that does not say where the VIP is to be, or in a forbidden way. */
  void checkNamed(WantedVip wanted) {
    checkAllowed("vip_port_id", wanted.portId(), settings.allowPort());
    checkAllowed("vip_network_id", wanted.networkId(), settings.allowNetwork());
    checkAllowed("vip_subnet_id", wanted.subnetId(), settings.allowSubnet());
    if (wanted.portId() == null && wanted.networkId() == null && wanted.subnetId() == null) {
      List<String> ways = new ArrayList<>();
      if (settings.allowPort()) {
        ways.add("vip_port_id");
      }
      if (settings.allowNetwork()) {
        ways.add("vip_network_id");
      }
      if (settings.allowSubnet()) {
        ways.add("vip_subnet_id");
      }
      throw Faults.validation(
          "vip_subnet_id", "VIP must contain one of: " + String.join(", ", ways) + ".");
    }
  }

  private static void checkAllowed(String field, @Nullable String value, boolean allowed) {
    if (value != null && !allowed) {
      throw Faults.validation(
          field, "use of " + field + " is disallowed by this deployment's configuration.");
    }
  }

  /**
   * The VIP with its subnets and network known; its addresses and port may be left to the driver.
   *
   * @param zoneNetworks that the availability zone allows; empty for those of the configuration
   */
  Vip complete(
      WantedVip wanted,
      List<AdditionalVip> additional,
      List<String> sgIds,
      @Nullable String qosPolicyId,
      List<String> zoneNetworks) {
    Vip vip = locate(wanted, qosPolicyId);
    checkQosPolicy(vip.qosPolicyId());
    String networkId = vip.networkId();
    List<String> allowed = zoneNetworks.isEmpty() ? settings.validNetworks() : zoneNetworks;
    if (networkId != null
        && ((!allowed.isEmpty() && !allowed.contains(networkId))
            || settings.deniedNetworks().contains(networkId))) {
      throw Faults.validation(
          "vip_network_id",
          "Supplied VIP network_id is not allowed by the configuration of this deployment.");
    }
    checkAdditional(vip.subnetId(), additional);
    List<Vip.Additional> more = additional.stream().map(each -> onNetwork(each, vip)).toList();
    checkGroups(sgIds, vip.vnicType());
    return new Vip(
        vip.ipAddress(),
        vip.portId(),
        vip.subnetId(),
        networkId,
        vip.qosPolicyId(),
        vip.octaviaOwned(),
        vip.vnicType(),
        sgIds,
        more);
  }

  private Vip.Additional onNetwork(AdditionalVip wanted, Vip vip) {
    String subnetId = Objects.requireNonNull(wanted.subnetId()); // checked before
    Subnet subnet =
        network
            .subnet(subnetId)
            .orElseThrow(
                () -> Faults.validation("additional_vips", "Subnet " + subnetId + " not found"));
    String networkId = vip.networkId();
    if (networkId != null && !network.contains(networkId, subnet)) {
      throw Faults.validation(
          "additional_vips", "All VIP subnets must belong to the same network.");
    }
    return new Vip.Additional(subnetId, wanted.ipAddress(), null, networkId);
  }

  /** Refuses security groups that do not exist, or cannot be. */
  void checkGroups(List<String> sgIds, String vnicType) {
    if (sgIds.isEmpty()) {
      return;
    }
    if (!vnicType.equals(NORMAL)) {
      throw Faults.validation(
          "vip_sg_ids", "VIP Security Groups are not allowed with VNIC direct type");
    }
    for (String id : sgIds) {
      if (!exists("vip_sg_ids", network::hasSecurityGroup, id)) {
        throw Faults.subresourceNotFound("Security Group", "vip_sg_ids", id);
      }
    }
  }

  /** Refuses a QoS policy that does not exist, or cannot be. */
  void checkQosPolicy(@Nullable String id) {
    if (id != null && !exists("vip_qos_policy_id", network::hasQosPolicy, id)) {
      throw Faults.subresourceNotFound("qos_policy", "vip_qos_policy_id", id);
    }
  }

  private static boolean exists(String field, Predicate<String> outside, String id) {
    try {
      return outside.test(id);
    } catch (CloudException e) {
      if (e.kind() == CloudException.Kind.INVALID) {
        throw Faults.validation(field, e.reason());
      }
      throw e;
    }
  }

  private Vip locate(WantedVip wanted, @Nullable String qosPolicyId) {
    String portId = wanted.portId();
    if (portId != null) {
      return onPort(portId, wanted, qosPolicyId);
    }
    String networkId = wanted.networkId();
    if (networkId != null) {
      return onNetwork(networkId, wanted, qosPolicyId);
    }
    String subnetId = wanted.subnetId();
    if (subnetId == null) {
      throw new IllegalArgumentException("the request names no place for the VIP");
    }
    Subnet subnet = subnet(subnetId);
    return vip(wanted.address(), null, subnetId, subnet.networkId(), qosPolicyId);
  }

  private Vip onPort(String portId, WantedVip wanted, @Nullable String qosPolicyId) {
    Port port =
        network
            .port(portId)
            .orElseThrow(() -> Faults.subresourceNotFound("Port", "vip_port_id", portId));
    if (!port.deviceId().isEmpty()) {
      throw Faults.validation(
          "vip_port_id", "Port " + portId + " is already used by device " + port.deviceId() + " ");
    }
    String subnetId = wanted.subnetId();
    String address = wanted.address();
    if (subnetId != null) {
      subnet(subnetId);
      Port.FixedIp fixed =
          port.fixedIps().stream()
              .filter(ip -> ip.subnetId().equals(subnetId))
              .findFirst()
              .orElseThrow(() ->
                  Faults.validation(
                      "vip_subnet_id",
                      "No VIP address found on the specified VIP port within the specified"
                          + " subnet."));
      return vip(fixed.ipAddress(), portId, subnetId, port.networkId(), qosPolicyId);
    }
    if (address != null) {
      Port.FixedIp fixed =
          port.fixedIps().stream()
              .filter(ip -> Addresses.same(ip.ipAddress(), address))
              .findFirst()
              .orElseThrow(() ->
                  Faults.validation(
                      "vip_address", "Specified VIP address not found on the specified VIP port."));
      return vip(address, portId, fixed.subnetId(), port.networkId(), qosPolicyId);
    }
    if (port.fixedIps().size() != 1) {
      throw Faults.validation(
          "vip_port_id",
          "VIP port's subnet could not be determined. Please specify either a VIP subnet or"
              + " address.");
    }
    Port.FixedIp fixed = port.fixedIps().getFirst();
    return vip(fixed.ipAddress(), portId, fixed.subnetId(), port.networkId(), qosPolicyId);
  }

  private Vip onNetwork(String networkId, WantedVip wanted, @Nullable String qosPolicyId) {
    Network found =
        network
            .network(networkId)
            .orElseThrow(() -> Faults.subresourceNotFound("Network", "vip_network_id", networkId));
    String subnetId = wanted.subnetId();
    String address = wanted.address();
    if (subnetId != null) {
      Subnet subnet = subnet(subnetId);
      if (!network.contains(networkId, subnet)) {
        throw Faults.subresourceNotFound("Subnet", "vip_subnet_id", subnetId);
      }
      return vip(address, null, subnetId, networkId, qosPolicyId);
    }
    List<Subnet> subnets =
        found.subnetIds().stream().map(network::subnet).flatMap(Optional::stream).toList();
    if (address != null) {
      Subnet around =
          subnets.stream()
              .filter(subnet -> Addresses.contains(subnet.cidr(), address))
              .findFirst()
              .orElseThrow(() ->
                  Faults.validation(
                      "vip_address",
                      "Supplied network does not contain a subnet for VIP address"
                          + " specified."));
      return vip(address, null, around.id(), networkId, qosPolicyId);
    }
    Subnet chosen =
        subnets.stream()
            .filter(subnet -> subnet.ipVersion() == 4)
            .findFirst()
            .or(() -> subnets.stream().findFirst())
            .orElseThrow(() ->
                Faults.validation("vip_network_id", "Supplied network does not contain a subnet."));
    return vip(null, null, chosen.id(), networkId, qosPolicyId);
  }

  private Subnet subnet(String subnetId) {
    return network
        .subnet(subnetId)
        .orElseThrow(() -> Faults.subresourceNotFound("Subnet", "vip_subnet_id", subnetId));
  }

  private static Vip vip(
      @Nullable String address,
      @Nullable String portId,
      String subnetId,
      String networkId,
      @Nullable String qosPolicyId) {
    return new Vip(address, portId, subnetId, networkId, qosPolicyId, portId == null, NORMAL);
  }

  private static void checkAdditional(
      @Nullable String primarySubnetId, List<AdditionalVip> additional) {
    Set<String> subnets = new HashSet<>();
    if (primarySubnetId != null) {
      subnets.add(primarySubnetId);
    }
    for (AdditionalVip vip : additional) {
      String subnetId = vip.subnetId();
      if (subnetId == null) {
        throw Faults.invalidOption("additional_vips", "None", "subnet_id");
      }
      if (!subnets.add(subnetId)) {
        throw Faults.validation(
            "additional_vips",
            "Duplicate VIP subnet(s) specified. Only one IP can be bound per subnet.");
      }
    }
  }
}
