package octavia.amphora.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Body of {@code POST plug/vip/{vip}}: the interface with this hardware address carries the VIP.
 *
 * @param subnetCidr the VIP's subnet
 * @param gateway of the subnet; null if it has none
 * @param mtu bytes; null leaves the interface's
 * @param vrrpIp the amphora's own address beside the VIP
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record PlugVip(
    String subnetCidr,
    @Nullable String gateway,
    String macAddress,
    @Nullable Integer mtu,
    @Nullable String vrrpIp,
    List<HostRoute> hostRoutes,
    List<AdditionalVip> additionalVips,
    @JsonProperty("is_sriov") boolean sriov) {

  public PlugVip {
    // What is written here may have come off the wire, where anything may be missing.
    hostRoutes = List.copyOf(Objects.requireNonNullElse(hostRoutes, List.of()));
    additionalVips = List.copyOf(Objects.requireNonNullElse(additionalVips, List.of()));
  }

  /** A further address of the load balancer, on the same interface. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record AdditionalVip(
      String subnetCidr, String ipAddress, @Nullable String gateway, List<HostRoute> hostRoutes) {
    public AdditionalVip {
      hostRoutes = List.copyOf(Objects.requireNonNullElse(hostRoutes, List.of()));
    }
  }
}
