package octavia.agent.exec;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A network namespace, by the path that holds it.
 *
 * @param path empty for the agent's own
 */
public record Namespace(Optional<Path> path) {

  /** The namespace that the agent itself is in. */
  public static final Namespace OWN = new Namespace(Optional.empty());

  /** The namespace that is mounted there. */
  public static Namespace at(Path path) {
    return new Namespace(Optional.of(path));
  }

  /** The command that runs {@code command} in here. */
  public List<String> enter(List<String> command) {
    // Not "ip netns exec": that clones the mounts and hides the control groups.
    return path.map(
            p -> Stream.concat(Stream.of("nsenter", "--net=" + p, "--"), command.stream()).toList())
        .orElse(command);
  }

  /** The command that runs these words in here. */
  public List<String> enter(String... command) {
    return enter(List.of(command));
  }
}
