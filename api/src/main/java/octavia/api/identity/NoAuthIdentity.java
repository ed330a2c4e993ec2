package octavia.api.identity;

import java.util.Optional;
import java.util.Set;
import octavia.api.error.Faults;
import octavia.api.error.Reason.Code;
import octavia.http.Request;

/**
 * Believes everybody: each caller is an admin of the project that the header {@code X-Project-Id}
 * names. Tokens are taken and not looked at. For use where nobody else can reach the service.
 */
public final class NoAuthIdentity implements Identity {
  private static final String HEADER = "X-Project-Id";
  private static final int MAX_LENGTH = 36;

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
            .first(HEADER)
            .filter(project -> !project.isBlank())
            .map(NoAuthIdentity::checked)
            .or(() -> defaultProject)
            .orElse(null);
    return new Caller(projectId, true, Set.of("admin"), requestId);
  }

  @Override
  public boolean provesProjects() {
    return false;
  }

  private static String checked(String projectId) {
    if (projectId.length() > MAX_LENGTH) {
      throw Faults.invalidInput(
          HEADER, projectId, "at most " + MAX_LENGTH + " characters", Code.BAD_LENGTH);
    }
    if (projectId.chars().anyMatch(Character::isISOControl)) {
      throw Faults.validation(HEADER, HEADER + " has a control character.");
    }
    return projectId;
  }
}
