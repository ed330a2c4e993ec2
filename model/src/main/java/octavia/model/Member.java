package octavia.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backend of a pool.
 *
 * @param weight 0..256; 0 takes no new connections
 * @param backup used only when no other member is up
 * @param monitorAddress checked instead of {@code address}
 */
public record Member(
    String id,
    @Nullable String projectId,
    String poolId,
    String name,
    boolean adminStateUp,
    String address,
    int protocolPort,
    int weight,
    boolean backup,
    @Nullable String subnetId,
    @Nullable String monitorAddress,
    @Nullable Integer monitorPort,
    @Nullable String vnicType,
    ProvisioningStatus provisioningStatus,
    OperatingStatus operatingStatus,
    List<String> tags,
    Instant createdAt,
    @Nullable Instant updatedAt) {

  public Member {
    tags = List.copyOf(tags);
  }
}
