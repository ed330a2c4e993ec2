package octavia.api.settings;

import java.util.List;
import octavia.config.Options;

/**
 * By what a load balancer's VIP may be asked for.
 *
 * @param validNetworks ids of the networks that VIPs may be on; empty for any
 * @param deniedNetworks ids of the networks that VIPs may not be on
 */
public record VipSettings(
    boolean allowPort,
    boolean allowNetwork,
    boolean allowSubnet,
    List<String> validNetworks,
    List<String> deniedNetworks) {

  public VipSettings {
    validNetworks = List.copyOf(validNetworks);
    deniedNetworks = List.copyOf(deniedNetworks);
  }

  static VipSettings from(Options options) {
    Options.Section networking = options.section("networking");
    return new VipSettings(
        networking.flag("allow_vip_port_id", true, "take vip_port_id"),
        networking.flag("allow_vip_network_id", true, "take vip_network_id"),
        networking.flag("allow_vip_subnet_id", true, "take vip_subnet_id"),
        networking.list(
            "valid_vip_networks", List.of(), "ids of the networks for VIPs; empty for any"),
        networking.list(
            "denylist_vip_networks", List.of(), "ids of the networks that VIPs may not be on"));
  }
}
