package octavia.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a listener does with requests that all rules of the policy match, instead of sending them to
 * its default pool. A policy without rules does nothing.
 *
 * @param redirectPoolId for REDIRECT_TO_POOL
 * @param redirectUrl for REDIRECT_TO_URL
 * @param redirectPrefix for REDIRECT_PREFIX: goes before the request's path
 * @param redirectHttpCode 301, 302, 303, 307 or 308
 * @param position among the listener's policies, from 1
 */
public record L7Policy(
    String id,
    @Nullable String projectId,
    String listenerId,
    String name,
    String description,
    boolean adminStateUp,
    Action action,
    @Nullable String redirectPoolId,
    @Nullable String redirectUrl,
    @Nullable String redirectPrefix,
    @Nullable Integer redirectHttpCode,
    int position,
    ProvisioningStatus provisioningStatus,
    OperatingStatus operatingStatus,
    List<String> tags,
    Instant createdAt,
    @Nullable Instant updatedAt) {

  public L7Policy {
    tags = List.copyOf(tags);
  }

  /** What is done with a request. */
  public enum Action {
    REJECT,
    REDIRECT_TO_URL,
    REDIRECT_TO_POOL,
    REDIRECT_PREFIX
  }
}
