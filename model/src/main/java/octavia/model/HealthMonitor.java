package octavia.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the members of a pool are checked.
 *
 * @param delay seconds between checks
 * @param timeout seconds until a check has failed
 * @param maxRetries successes until ONLINE, 1..10 (column {@code rise_threshold})
 * @param maxRetriesDown failures until ERROR, 1..10 (column {@code fall_threshold})
 * @param httpVersion {@code 1.0} or {@code 1.1}
 */
public record HealthMonitor(
    String id,
    @Nullable String projectId,
    String poolId,
    String name,
    boolean adminStateUp,
    HealthMonitorType type,
    int delay,
    int timeout,
    int maxRetries,
    int maxRetriesDown,
    @Nullable String httpMethod,
    @Nullable String urlPath,
    @Nullable String expectedCodes,
    @Nullable Double httpVersion,
    @Nullable String domainName,
    ProvisioningStatus provisioningStatus,
    OperatingStatus operatingStatus,
    List<String> tags,
    Instant createdAt,
    @Nullable Instant updatedAt) {

  public HealthMonitor {
    tags = List.copyOf(tags);
  }
}
