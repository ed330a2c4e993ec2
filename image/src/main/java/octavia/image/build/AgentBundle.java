package octavia.image.build;

import java.nio.file.Path;
import java.util.List;

/**
 * The agent that goes into an image.
 *
 * @param jar the agent's own, whose manifest names the others beside it
 * @param options of its Java machine
 * @param jdk what its runtime is linked with
 * @param certificates a directory with throw-away files for its training run
 */
public record AgentBundle(Path jar, List<String> options, Path jdk, Path certificates) {
  public AgentBundle {
    options = List.copyOf(options);
  }
}
