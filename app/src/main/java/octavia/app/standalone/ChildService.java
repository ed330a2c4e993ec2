package octavia.app.standalone;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import octavia.app.command.CommandFailure;
import octavia.app.command.Logs;
import octavia.app.command.Pause;

/**
 * {@code octavia standalone} as a process of its own, so that it can be measured or killed. Used by
 * one thread.
 */
public final class ChildService implements Service {
  /** An image may have to be imported before. */
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(5);

  private final Process process;
  private final URI apiUrl;
  private final Duration untilFirstAnswer;

  private ChildService(Process process, URI apiUrl, Duration untilFirstAnswer) {
    this.process = process;
    this.apiUrl = apiUrl;
    this.untilFirstAnswer = untilFirstAnswer;
  }

  /**
   * Starts one and waits until its API answers.
   *
   * @param program the words before {@code standalone}, such as the launcher's path
   * @param environment added to this process's own
   * @throws CommandFailure if it ends instead, or does not answer in time
   */
  public static ChildService start(
      List<String> program, Footprint footprint, Map<String, String> environment)
      throws InterruptedException {
    return start(program, footprint, List.of(footprint.prepare()), environment);
  }

  /**
   * The same with a configuration of the caller's own.
   *
   * @param configuration files that keep the service to the footprint, and whatever else they say
   */
  public static ChildService start(
      List<String> program,
      Footprint footprint,
      List<Path> configuration,
      Map<String, String> environment)
      throws InterruptedException {
    List<String> line = new ArrayList<>(program);
    line.addAll(List.of("standalone", "--state-dir", footprint.stateDirectory().toString()));
    configuration.forEach(file -> line.addAll(List.of("--config-file", file.toString())));
    Path output = footprint.stateDirectory().resolve("standalone.out");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().putAll(environment);
    URI url = footprint.apiUrl();
    long begun = System.nanoTime();
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new CommandFailure("the service cannot be started: " + e.getMessage(), e);
    }
    boolean answers =
        Pause.until(() -> answers(url) || !process.isAlive(), POLL_INTERVAL, START_LIMIT);
    Duration time = Duration.ofNanos(System.nanoTime() - begun);
    if (!answers || !process.isAlive()) {
      process.destroyForcibly();
      throw new CommandFailure(
          "the service does not answer; it said:\n"
              + read(output)
              + "\nIts log is in "
              + Logs.directory(footprint.stateDirectory()));
    }
    return new ChildService(process, url, time);
  }

  /** The words that run this very program again, with its options. */
  public static List<String> thisProgram() {
    try {
      String[] words = Files.readString(Path.of("/proc/self/cmdline")).split("\0");
      List<String> program = new ArrayList<>();
      for (String word : words) {
        program.add(word);
        if (word.equals("octavia.app.Main")) {
          return program;
        }
      }
      throw new IllegalStateException("this process was not started as octavia.app.Main");
    } catch (IOException e) {
      throw new CommandFailure("/proc cannot be read", e);
    }
  }

  @Override
  public URI apiUrl() {
    return apiUrl;
  }

  /** From the start of the process to the first answer of its API. */
  public Duration untilFirstAnswer() {
    return untilFirstAnswer;
  }

  /** The process's number. */
  public long pid() {
    return process.pid();
  }

  /** Ends it as if the power had failed (SIGKILL). */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new CommandFailure("process " + process.pid() + " cannot be killed");
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static boolean answers(URI url) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) url.resolve("/").toURL().openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(1000);
      boolean ok = connection.getResponseCode() == 200;
      connection.disconnect();
      return ok;
    } catch (IOException e) {
      return false; // not yet
    }
  }

  private static String read(Path output) {
    try {
      return Files.readString(output).strip();
    } catch (IOException e) {
      return "nothing";
    }
  }
}
