package octavia.amphora.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Body of {@code POST plug/network}: the interface with this hardware address reaches members.
 *
 * @param mtu bytes; null leaves the interface's
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record PlugNetwork(
    String macAddress,
    List<FixedIp> fixedIps,
    @Nullable Integer mtu,
    @JsonProperty("is_sriov") boolean sriov) {

  public PlugNetwork {
    fixedIps = List.copyOf(Objects.requireNonNullElse(fixedIps, List.of()));
  }

  /** An address of the interface. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record FixedIp(
      String ipAddress, String subnetCidr, @Nullable String gateway, List<HostRoute> hostRoutes) {
    public FixedIp {
      hostRoutes = List.copyOf(Objects.requireNonNullElse(hostRoutes, List.of()));
    }
  }
}
