package octavia.cloud.local.compute;

import java.nio.file.Path;
import java.util.List;

/**
 * Amphorae without an image, and how the agent is started inside one.
 *
 * @param words the program and its arguments, absolute paths
 * @param directories what the program reads outside of the system's own directories, such as the
 *     JDK's and the class path's; visible to it even below {@code /tmp} and {@code /run}, of which
 *     an amphora has its own
 */
public record AgentCommand(List<String> words, List<Path> directories) implements AmphoraKind {
  public AgentCommand {
    words = List.copyOf(words);
    directories = List.copyOf(directories);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a command without a program");
    }
    for (Path directory : directories) {
      if (!directory.isAbsolute() || directory.toString().contains("\n")) {
        throw new IllegalArgumentException("not an absolute path on one line: " + directory);
      }
    }
  }
}
