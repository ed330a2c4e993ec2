package octavia.image.build;

import java.nio.file.Path;

/**
 * The agent that goes into an image.
 *
 * @param jar the agent's own, which says how it is run and names the others beside it
 * @param jdk what its runtime is linked with
 * @param certificates a directory with throw-away files for its training run
 */
public record AgentBundle(Path jar, Path jdk, Path certificates) {}
