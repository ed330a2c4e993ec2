package octavia.api.identity;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who calls.
 *
 * @param projectId the project that the caller acts in; null for a caller without one
 * @param admin true if every project's objects are theirs to see and change
 * @param roles as the identity service names them, with those that they imply
 * @param requestId of this call, {@code req-<uuid>}
 * @param details what else the identity service says
 */
public record Caller(
    @Nullable String projectId,
    boolean admin,
    Set<String> roles,
    String requestId,
    Details details) {
  public Caller {
    roles = Set.copyOf(roles);
  }

  /** A caller of whom nothing else is known. */
  public Caller(@Nullable String projectId, boolean admin, Set<String> roles, String requestId) {
    this(projectId, admin, roles, requestId, Details.NONE);
  }

  /**
   * What policy rules may ask of a caller beside project and roles; null is what a token does not
   * say.
   *
   * @param domainId of a token that is scoped to a domain
   * @param systemScope {@code all} for a token that is scoped to the whole system
   * @param adminProject false if the identity service has an admin project and this is another
   * @param serviceUserId the service that passes the call on, by its token
   */
  public record Details(
      @Nullable String userId,
      @Nullable String userName,
      @Nullable String userDomainId,
      @Nullable String projectName,
      @Nullable String projectDomainId,
      @Nullable String domainId,
      @Nullable String systemScope,
      boolean adminProject,
      @Nullable String serviceUserId,
      @Nullable String serviceProjectId,
      Set<String> serviceRoles) {
    /** Nothing is known. */
    public static final Details NONE =
        new Details(null, null, null, null, null, null, null, true, null, null, Set.of());

    public Details {
      serviceRoles = Set.copyOf(serviceRoles);
    }
  }

  /** The same caller as an admin. */
  public Caller asAdmin() {
    return new Caller(projectId, true, roles, requestId, details);
  }
}
