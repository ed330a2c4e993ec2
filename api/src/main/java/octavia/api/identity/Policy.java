package octavia.api.identity;

import octavia.api.error.Faults;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may do. Rules have upstream's names, such as {@code
 * os_load-balancer_api:listener:post}, so that policy files fit. For many threads.
 */
@FunctionalInterface
public interface Policy {

  /**
   * True if the rule lets the caller act on something of the project.
   *
   * @param projectId the target's. Null for what belongs to no project, such as a flavor: the rule
   *     then sees the caller's own project, as upstream's does. An object that should belong to a
   *     project and does not is nobody's.
   */
  boolean allows(Caller caller, String rule, @Nullable String projectId);

  /** Refuses with 403 what is not allowed. */
  default void require(Caller caller, String rule, @Nullable String projectId) {
    if (!allows(caller, rule, projectId)) {
      throw Faults.forbidden();
    }
  }

  /** A caller as the identity service knows them, made an admin where the rules call them one. */
  default Caller recognise(Caller caller) {
    return caller;
  }
}
