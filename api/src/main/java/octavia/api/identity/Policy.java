package octavia.api.identity;

import octavia.api.error.Faults;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may do. Rules have upstream's names, such as {@code
 * os_load-balancer_api:listener:post}, so that policy files fit.
 */
@FunctionalInterface
public interface Policy {

  /** Admins may do everything, others what concerns their own project; nothing beyond. */
  Policy OWNER_OR_ADMIN =
      (caller, rule, projectId) ->
          caller.admin()
              || (projectId != null
                  && projectId.equals(caller.projectId())
                  && !rule.endsWith(":get_all-global")
                  && !rule.startsWith("os_load-balancer_api:amphora:"));

  /**
   * True if the rule lets the caller act on something of the project.
   *
   * @param projectId the target's; null where it has none
   */
  boolean allows(Caller caller, String rule, @Nullable String projectId);

  /** Refuses with 403 what is not allowed. */
  default void require(Caller caller, String rule, @Nullable String projectId) {
    if (!allows(caller, rule, projectId)) {
      throw Faults.forbidden();
    }
  }
}
