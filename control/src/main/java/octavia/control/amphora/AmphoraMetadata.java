package octavia.control.amphora;

import java.util.List;
import octavia.provider.Capability;

/** What profiles may tell the amphora provider, in upstream's words: clients compare them. */
final class AmphoraMetadata {

  /** Of flavors. */
  static final List<Capability> FLAVOR =
      List.of(
          new Capability(
              "loadbalancer_topology",
              Capability.Type.STRING,
              List.of("ACTIVE_STANDBY", "SINGLE"),
              "The load balancer topology. One of: SINGLE - One amphora per load balancer."
                  + " ACTIVE_STANDBY - Two amphora per load balancer."),
          Capability.of("compute_flavor", Capability.Type.STRING, "The compute driver flavor ID."),
          Capability.of("amp_image_tag", Capability.Type.STRING, "The amphora image tag."),
          Capability.of(
              "sriov_vip",
              Capability.Type.BOOLEAN,
              "When true, the VIP port will be created using an SR-IOV VF port."),
          Capability.of(
              "allow_member_sriov",
              Capability.Type.BOOLEAN,
              "When true, users can request a member port be SR-IOV enabled at member creation"
                  + " time."));

  /** Of availability zones. */
  static final List<Capability> AVAILABILITY_ZONE =
      List.of(
          Capability.of("compute_zone", Capability.Type.STRING, "The compute availability zone."),
          Capability.of("volume_zone", Capability.Type.STRING, "The volume availability zone."),
          Capability.of(
              "management_network",
              Capability.Type.STRING,
              "The management network ID for the amphora."),
          Capability.of(
              "valid_vip_networks",
              Capability.Type.ARRAY,
              "List of network IDs that are allowed for VIP use. This overrides/replaces the list"
                  + " of allowed networks configured in `octavia.conf`."));

  private AmphoraMetadata() {}
}
