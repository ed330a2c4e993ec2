package octavia.agent.exec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs child processes: no shell, a bare environment, a time limit, a bound on what is kept of
 * their output. May be used by several threads.
 */
public final class Commands {
  private static final int MAX_OUTPUT = 1 << 20;

  /** A daemon that a program leaves behind may hold its output open. */
  private static final Duration OUTPUT_AFTER_EXIT = Duration.ofSeconds(1);

  private static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C");

  private final Duration limit;

  /**
   * @param limit how long any program may run; it is killed then
   */
  public Commands(Duration limit) {
    this.limit = limit;
  }

  /**
   * How a program ended.
   *
   * @param output standard output and error, together
   */
  public record Result(int exit, String output) {
    public boolean ok() {
      return exit == 0;
    }
  }

  /**
   * Runs a program to its end.
   *
   * @throws CommandException if it cannot be started or takes too long
   */
  public Result run(List<String> command) {
    return run(command, "");
  }

  /** Runs a program that reads {@code input}. */
  public Result run(List<String> command, String input) {
    String name = command.getFirst();
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(ENVIRONMENT);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new CommandException("cannot start " + name, "", e);
    }
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Thread reader =
        Thread.ofVirtual().name("output of " + name).start(() -> drain(process, output));
    try {
      feed(process, input);
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new CommandException(name + " took longer than " + limit, text(output));
      }
      reader.join(OUTPUT_AFTER_EXIT);
      return new Result(process.exitValue(), text(output));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted while " + name + " ran", text(output), e);
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * Runs a program that has to succeed, and returns what it said.
   *
   * @throws CommandException if it fails
   */
  public String need(List<String> command, String input) {
    Result result = run(command, input);
    if (!result.ok()) {
      throw new CommandException(
          String.join(" ", command) + " ended with " + result.exit(), result.output().strip());
    }
    return result.output();
  }

  private static void feed(Process process, String input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It ended without reading everything: its exit says why.
    }
  }

  private static void drain(Process process, ByteArrayOutputStream output) {
    byte[] buffer = new byte[8192];
    try (InputStream in = process.getInputStream()) {
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        synchronized (output) {
          output.write(buffer, 0, Math.min(length, MAX_OUTPUT - output.size()));
        }
      }
    } catch (IOException e) {
      // Closed because the program was killed: what was read is kept.
    }
  }

  private static String text(ByteArrayOutputStream output) {
    synchronized (output) {
      return output.toString(StandardCharsets.UTF_8);
    }
  }
}
