package octavia.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The rights of this process. */
public final class Root {

  private Root() {}

  /** Whether this process runs as root. */
  public static boolean isHere() {
    return effectiveUser() == 0;
  }

  /**
   * Nothing, where this process runs as root.
   *
   * @param purpose what needs it, such as "making networks"
   * @throws CommandFailure where it does not
   */
  public static void require(String purpose) {
    if (!isHere()) {
      throw new CommandFailure(purpose + " needs root; try the same with sudo in front.");
    }
  }

  private static int effectiveUser() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("Uid:")) {
          return Integer.parseInt(line.split("\\s+")[2]);
        }
      }
    } catch (IOException e) {
      throw new CommandFailure("/proc cannot be read", e);
    }
    throw new CommandFailure("/proc/self/status names no user");
  }
}
