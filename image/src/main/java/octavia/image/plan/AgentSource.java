package octavia.image.plan;

import java.util.Optional;

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
   * @param location path or URL of a repository; may hold a password
   * @param branch a branch, tag, commit or change
   * @param commit what that was when it was fetched; empty before
   */
  record ThisProject(String location, String branch, Optional<String> commit)
      implements AgentSource {
    /** Once it is fetched. */
    public ThisProject at(String fetched) {
      return new ThisProject(location, branch, Optional.of(fetched));
    }

    /** Where it is, without a password. */
    public String shownLocation() {
      return GitLocation.withoutLogin(location);
    }

    /** What a program says of it, without a password. */
    public String withoutLogin(String said) {
      return GitLocation.withoutLogin(said);
    }

    @Override
    public String reference() {
      return shownLocation() + " " + branch + commit.map(id -> " " + id).orElse("");
    }

    @Override
    public String toString() {
      return "ThisProject[" + reference() + "]";
    }
  }

  /** Octavia's own, in Python. */
  record Upstream(String location, String branch) implements AgentSource {
    @Override
    public String reference() {
      return GitLocation.withoutLogin(location) + " " + branch;
    }

    @Override
    public String toString() {
      return "Upstream[" + reference() + "]";
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
