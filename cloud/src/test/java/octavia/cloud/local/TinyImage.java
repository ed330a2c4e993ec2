package octavia.cloud.local;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import octavia.cloud.CloudException;
import octavia.cloud.host.Commands;
import octavia.cloud.local.compute.ContainerSettings;
import octavia.model.Crossing;

/** An image of this host's own files with an agent that sleeps: a few megabytes. */
final class TinyImage {
  /** What an amphora's image brings for its first process. */
  private static final Map<String, String> SCRIPTS =
      Map.of(
          "usr/local/sbin/amphora-netns",
          "#!/bin/sh\nexec ip netns add amphora-haproxy\n",
          "usr/local/bin/amphora-agent",
          "#!/bin/sh\necho \"the agent runs: $*\"\nexec sleep 1000\n");

  private static final Pattern LIBRARY = Pattern.compile("\\s(/\\S+) \\(0x");

  private TinyImage() {}

  /** Containers of it; without podman there is no test. */
  static ContainerSettings containers(Path tar) {
    assumeTrue(Commands.isThere("podman"), "podman is not installed");
    assumeTrue(works(tar.resolveSibling("storage")), "podman does not work here with overlay");
    return new ContainerSettings(Optional.of(tar), 128, 1);
  }

  /** By podman's own look at this machine, which tries to mount. */
  private static boolean works(Path storage) {
    try {
      new Commands(Crossing.OPEN, Duration.ofSeconds(60))
          .run(
              "test",
              List.of(
                  "podman",
                  "--root=" + storage,
                  "--runroot=" + storage.resolveSibling("running"),
                  "--storage-driver=overlay",
                  "info"));
      return true;
    } catch (CloudException _) {
      return false;
    }
  }

  /** Makes it in a directory. */
  static Path make(Path directory) {
    Commands commands = new Commands(Crossing.OPEN, Duration.ofSeconds(60));
    try {
      Path root = Files.createTempDirectory(directory, "image");
      for (String program : List.of("/bin/sh", "/bin/cat", "/bin/sleep", "/sbin/ip")) {
        copy(Path.of(program), root);
        LIBRARY
            .matcher(commands.run("test", List.of("ldd", program)))
            .results()
            .forEach(found -> copy(Path.of(found.group(1)), root));
      }
      for (Map.Entry<String, String> script : SCRIPTS.entrySet()) {
        Path file = root.resolve(script.getKey());
        Files.createDirectories(file.getParent());
        Files.writeString(file, script.getValue());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      Path tar = directory.resolve("amphora.tar");
      commands.run("test", List.of("tar", "-C", root.toString(), "-cf", tar.toString(), "."));
      return tar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path file, Path root) {
    Path copy = root.resolve(Path.of("/").relativize(file));
    try {
      if (!Files.exists(copy)) {
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
