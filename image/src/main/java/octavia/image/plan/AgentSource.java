package octavia.image.plan;

/** Where the agent in an image comes from. */
public sealed interface AgentSource {

  /** Recorded in the image, and told at the end. */
  String reference();

  /** Whether it is this project's. */
  default boolean isOurs() {
    return switch (this) {
      case ThisBuild _, ThisProject _ -> true;
      case Upstream _, DistributionPackage _ -> false;
    };
  }

  /** Built with this command. */
  record ThisBuild() implements AgentSource {
    @Override
    public String reference() {
      return "this build";
    }
  }

  /**
   * This project's, built from somewhere else.
   *
   * @param location path or URL of a repository
   * @param branch a branch, tag or change
   */
  record ThisProject(String location, String branch) implements AgentSource {
    @Override
    public String reference() {
      return location + " " + branch;
    }
  }

  /** Octavia's own, in Python. */
  record Upstream(String location, String branch) implements AgentSource {
    @Override
    public String reference() {
      return location + " " + branch;
    }
  }

  /** The distribution's. */
  record DistributionPackage(String name) implements AgentSource {
    @Override
    public String reference() {
      return "package " + name;
    }
  }
}
