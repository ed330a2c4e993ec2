package octavia.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A load balancer without its children.
 *
 * @param provider the driver that carries it; null means the amphora provider (rows of old)
 * @param tags sorted
 * @param createdAt whole seconds, as the column has them
 */
public record LoadBalancer(
    String id,
    @Nullable String projectId,
    String name,
    String description,
    boolean adminStateUp,
    ProvisioningStatus provisioningStatus,
    OperatingStatus operatingStatus,
    @Nullable String provider,
    Topology topology,
    @Nullable String flavorId,
    @Nullable String availabilityZone,
    Vip vip,
    List<String> tags,
    Instant createdAt,
    @Nullable Instant updatedAt) {

  public LoadBalancer {
    tags = List.copyOf(tags);
  }

  /** The same, reached elsewhere. */
  public LoadBalancer withVip(Vip other) {
    return new LoadBalancer(
        id,
        projectId,
        name,
        description,
        adminStateUp,
        provisioningStatus,
        operatingStatus,
        provider,
        topology,
        flavorId,
        availabilityZone,
        other,
        tags,
        createdAt,
        updatedAt);
  }
}
