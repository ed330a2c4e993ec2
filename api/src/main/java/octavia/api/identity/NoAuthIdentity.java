package octavia.api.identity;

import java.util.Optional;
import java.util.Set;
import octavia.http.Request;

/**
 * Believes everybody: each caller is an admin of the project that the header {@code X-Project-Id}
 * names. Tokens are taken and not looked at. For use where nobody else can reach the service.
 */
public final class NoAuthIdentity implements Identity {
  private final Optional<String> defaultProject;

  /**
   * With a project for those who name none.
   *
   * @param defaultProject empty as upstream: such a caller has no project
   */
  public NoAuthIdentity(Optional<String> defaultProject) {
    this.defaultProject = defaultProject;
  }

  @Override
  public Caller authenticate(Request request, String requestId) {
    String projectId =
        request
            .headers()
            .first("X-Project-Id")
            .filter(project -> !project.isBlank())
            .or(() -> defaultProject)
            .orElse(null);
    return new Caller(projectId, true, Set.of("admin"), requestId);
  }
}
