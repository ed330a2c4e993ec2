package octavia.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pool without its members: how requests are spread over them. */
public record Pool(
    String id,
    @Nullable String projectId,
    String loadBalancerId,
    String name,
    String description,
    boolean adminStateUp,
    PoolProtocol protocol,
    LbAlgorithm lbAlgorithm,
    @Nullable SessionPersistence sessionPersistence,
    PoolTls tls,
    ProvisioningStatus provisioningStatus,
    OperatingStatus operatingStatus,
    List<String> tags,
    Instant createdAt,
    @Nullable Instant updatedAt) {

  public Pool {
    tags = List.copyOf(tags);
  }
}
