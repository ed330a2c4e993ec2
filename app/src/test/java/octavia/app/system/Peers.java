package octavia.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The scripts of {@code peers/}, which bring up the real Keystone and run real clients. */
final class Peers {
  /** The host's address for whoever is in the peers' namespace. */
  static final String HOST = "10.99.64.1";

  private static final Path DIRECTORY =
      Path.of(System.getProperty("octavia.launcher", "octavia"))
          .toAbsolutePath()
          .resolveSibling("peers");

  private Peers() {}

  /** Runs a script, which tells how it goes on the console; it must succeed. */
  static void run(String script, String... words) throws IOException, InterruptedException {
    run(Map.of(), script, words);
  }

  /** The same with more in its environment. */
  static void run(Map<String, String> environment, String script, String... words)
      throws IOException, InterruptedException {
    List<String> line = line(script, words);
    ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor()).as("exit status of %s", line).isZero();
  }

  /** Runs a script for what it prints. */
  static String output(String script, String... words) throws IOException, InterruptedException {
    return Program.output(line(script, words));
  }

  private static List<String> line(String script, String... words) {
    List<String> line = new ArrayList<>(List.of(DIRECTORY.resolve(script).toString()));
    line.addAll(List.of(words));
    return line;
  }
}
