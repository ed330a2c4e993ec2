package octavia.api.identity;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who calls.
 *
 * @param projectId the project that the caller acts in; null for a caller without one
 * @param admin true if every project's objects are theirs to see and change
 * @param roles as the identity service names them
 * @param requestId of this call, {@code req-<uuid>}
 */
public record Caller(
    @Nullable String projectId, boolean admin, Set<String> roles, String requestId) {
  public Caller {
    roles = Set.copyOf(roles);
  }
}
