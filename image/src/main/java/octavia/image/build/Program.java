package octavia.image.build;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import octavia.image.plan.Proxies;

/**
 * Runs one program at a time and hands on what it says. The program ends when the thread that waits
 * for it is interrupted. Of the caller's variables it gets a few by name and no others, so that a
 * build is what its plan says, whoever starts it.
 */
public final class Program {
  /** How long one may take that looks into a whole disk, which may have to be unpacked first. */
  public static final Duration LOOK_LIMIT = Duration.ofMinutes(20);

  private static final int TAIL = 15;
  private static final int LONGEST = 10_000;
  private static final Pattern STRANGE = Pattern.compile("[\\p{Cc}\\p{Cf}&&[^\t]]");
  private static final Duration TO_END = Duration.ofSeconds(15);
  private static final Duration UNLIMITED = Duration.ofDays(10_000);
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /** Runs what follows until this process ends. */
  private static final List<String> ENDING = List.of("setpriv", "--pdeathsig", "KILL");

  /** Beside those of proxies. */
  private static final Set<String> KEPT = Set.of("HOME", "LANG", "LC_ALL", "TMPDIR");

  private final Consumer<String> output;
  private final Map<String, String> caller;

  /**
   * @param output told every line
   */
  public Program(Consumer<String> output) {
    this(output, System.getenv());
  }

  /**
   * @param caller the variables of whoever runs programs
   */
  Program(Consumer<String> output, Map<String, String> caller) {
    this.output = output;
    this.caller = Map.copyOf(caller);
  }

  /**
   * Runs a program to its end, however long that takes: whoever called may interrupt.
   *
   * @param environment what it gets besides, before all else
   * @throws BuildException with its last words, if it ends with another status than 0
   */
  public void run(Path directory, List<String> command, Map<String, String> environment)
      throws InterruptedException {
    run(directory, command, environment, UNLIMITED);
  }

  /**
   * The same, and the program ends when its time is over.
   *
   * @throws BuildException also then
   */
  public void run(
      Path directory, List<String> command, Map<String, String> environment, Duration limit)
      throws InterruptedException {
    List<String> tail = new ArrayList<>();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile());
    builder.environment().clear();
    builder.environment().putAll(environment(environment));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new BuildException("cannot run " + command.getFirst() + ": " + e.getMessage(), e);
    }
    Thread reader =
        Thread.ofVirtual().name("program-output").start(() -> read(process.getInputStream(), tail));
    try {
      if (!process.waitFor(limit)) {
        throw new BuildException(
            command.getFirst()
                + " was ended:\nit was not done after "
                + limit.toMinutes()
                + " min");
      }
      int status = process.exitValue();
      reader.join();
      if (status != 0) {
        throw new BuildException(
            command.getFirst() + " ended with status " + status + ":\n" + String.join("\n", tail));
      }
    } finally {
      // Asked first: a package manager that is cut off leaves the host's packages half installed.
      process.destroy();
      if (!process.waitFor(TO_END)) {
        process.destroyForcibly();
      }
      // Its output ends with the last that it started: then nothing writes any more.
      boolean _ = reader.join(TO_END);
    }
  }

  /** Whether there is a program of this name. */
  public static boolean isThere(String name) {
    return Stream.of(PATH.split(":")).anyMatch(at -> Files.isExecutable(Path.of(at, name)));
  }

  /** The command that runs a shell script, which ends with this process, whatever ends that. */
  public static List<String> script(String script, String... arguments) {
    return command(ENDING, script, arguments);
  }

  /**
   * The command that runs a shell script as root in mount and PID namespaces of its own. All that
   * it mounted or started ends with it, and it ends with this process, whatever ends that. Where
   * this process is not root's, it is root in a user namespace besides: its files are this user's,
   * and those of its other users have ids of the range that /etc/subuid gives this user.
   */
  public static List<String> confined(String script, String... arguments) {
    List<String> runner = new ArrayList<>();
    if (!SystemHost.isRoot()) {
      // First, for a process that gains rights forgets with whom it is to end.
      runner.addAll(List.of("unshare", "--user", "--map-root-user", "--map-auto"));
    }
    runner.addAll(ENDING);
    runner.addAll(
        List.of(
            "unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"));
    return command(runner, script, arguments);
  }

  private static List<String> command(List<String> runner, String script, String... arguments) {
    List<String> command = new ArrayList<>(runner);
    command.addAll(List.of("sh", "-c", script, "octavia-image"));
    command.addAll(List.of(arguments));
    return List.copyOf(command);
  }

  private Map<String, String> environment(Map<String, String> besides) {
    Map<String, String> environment = new HashMap<>(caller);
    environment.keySet().removeIf(name -> !KEPT.contains(name) && !Proxies.NAMES.contains(name));
    environment.put("PATH", PATH);
    environment.putAll(besides);
    return environment;
  }

  private void read(InputStream from, List<String> tail) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
      for (Optional<String> line = line(lines); line.isPresent(); line = line(lines)) {
        output.accept(line.get());
        tail.add(line.get());
        if (tail.size() > TAIL) {
          tail.removeFirst();
        }
      }
    } catch (IOException e) {
      output.accept("what the program says is lost: " + e);
    }
  }

  /**
   * The next line, without what is too long of it. It may have a stranger's words, such as the name
   * of a file in an image: no character of it moves a terminal or turns its text around.
   */
  static Optional<String> line(BufferedReader from) throws IOException {
    StringBuilder line = new StringBuilder();
    int next = from.read();
    if (next < 0) {
      return Optional.empty();
    }
    for (; next >= 0 && next != '\n' && next != '\r'; next = from.read()) {
      if (line.length() < LONGEST) {
        line.append((char) next);
      }
    }
    if (next == '\r') {
      from.mark(1);
      if (from.read() != '\n') {
        from.reset();
      }
    }
    return Optional.of(STRANGE.matcher(line).replaceAll("?"));
  }
}
