package octavia.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The scripts of {@code peers/}, which bring up the real Keystone and run real clients. */
public final class Peers {
  /** The host's address for whoever is in the peers' namespace. */
  public static final String HOST = "10.99.64.1";

  /** The whole of tempest's suite takes less, on a machine that does other things beside. */
  private static final Duration LIMIT = Duration.ofHours(1);

  private static final Path DIRECTORY =
      Path.of(System.getProperty("octavia.launcher", "octavia"))
          .toAbsolutePath()
          .resolveSibling("peers");

  private Peers() {}

  /** Runs a script, which tells how it goes on the console; it must succeed. */
  public static void run(String script, String... words) throws IOException, InterruptedException {
    run(Map.of(), script, words);
  }

  /** The same with more in its environment. */
  static void run(Map<String, String> environment, String script, String... words)
      throws IOException, InterruptedException {
    List<String> line = line(script, words);
    ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(LIMIT)).as("%s is done after %s", line, LIMIT).isTrue();
      assertThat(process.exitValue()).as("exit status of %s", line).isZero();
    } finally {
      process.destroy();
    }
  }

  /** Runs a script for what it prints. */
  public static String output(String script, String... words)
      throws IOException, InterruptedException {
    return Program.output(line(script, words));
  }

  /** What the variables of an openrc file are set to for the admin of the real Keystone. */
  public static Map<String, String> openrc() throws IOException, InterruptedException {
    return Pattern.compile("(OS_\\w+)=(\\S+)")
        .matcher(output("keystone.sh", "openrc"))
        .results()
        .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
  }

  private static List<String> line(String script, String... words) {
    List<String> line = new ArrayList<>(List.of(DIRECTORY.resolve(script).toString()));
    line.addAll(List.of(words));
    return line;
  }
}
