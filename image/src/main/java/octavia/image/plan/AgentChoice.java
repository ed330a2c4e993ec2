package octavia.image.plan;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Decides where the agent comes from, if it is no package: of what the variables say. */
final class AgentChoice {
  static final String LOCATION = "DIB_REPOLOCATION_amphora_agent";
  static final String REFERENCE = "DIB_REPOREF_amphora_agent";

  /** What git takes for the name of a reference, and not for a rule of what to fetch whereto. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?![-+/.])(?!.*(\\.\\.|@\\{|//|/\\.|\\.lock(/|$)))[^\\p{Cntrl} ~^:?*\\[\\\\]+(?<![/.])");

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private AgentChoice() {}

  /**
   * Chooses.
   *
   * @param location of a repository; this project's own if it is empty
   * @param reference in it
   * @throws PlanException if a value cannot be one
   */
  static AgentSource of(
      Optional<String> location, Optional<String> reference, Profile profile, Host host) {
    if (location.isEmpty() && reference.isEmpty()) {
      return new AgentSource.ThisBuild();
    }
    String said = location.orElse(host.productDirectory().toString());
    if (CONTROL.matcher(said).find()) {
      throw new PlanException(3, "Error: " + LOCATION + " has a line's end, or the like, in it.");
    }
    boolean isPath = GitLocation.isPath(said);
    Path path = isPath ? host.workingDirectory().resolve(said).normalize() : Path.of("");
    if (isPath ? host.disk().isFile(path.resolve("setup.cfg")) : GitLocation.isUpstream(said)) {
      return new AgentSource.Upstream(said, reference.orElse("master"));
    }
    String name =
        reference.orElse(
            switch (profile) {
              case CURRENT -> "HEAD";
              case SEED -> "master";
            });
    if (!NAME.matcher(name).matches()) {
      throw new PlanException(
          3,
          "Error: "
              + REFERENCE
              + " (or -g) is a branch, a tag, a commit or a change such as refs/changes/12/3412/5,"
              + " not '"
              + name
              + "'.");
    }
    return new AgentSource.ThisProject(isPath ? path.toString() : said, name, Optional.empty());
  }
}
