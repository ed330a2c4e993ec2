package octavia.cloud.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import octavia.cloud.CloudException;
import octavia.model.Crossing;

/**
 * Runs child processes: no shell, a minimal environment, standard input closed, output bounded, and
 * an end after a time limit. Each passes the {@link Crossing} under its name, such as {@code
 * exec:ip-batch bridge}. For all threads.
 */
public final class Commands {
  /** All that a child finds in its environment. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
          "LC_ALL", "C.UTF-8");

  /** Bytes; a list of all interfaces for thousands of amphorae fits. */
  private static final int OUTPUT_LIMIT = 32 << 20;

  private static final int ERROR_LIMIT = 4096;

  /** What iproute2 says of an interface that is gone. */
  private static final String NO_SUCH_DEVICE = "Cannot find device";

  private final Crossing crossing;
  private final Duration limit;

  /**
   * Runs commands.
   *
   * @param limit for each of them
   */
  public Commands(Crossing crossing, Duration limit) {
    this.crossing = crossing;
    this.limit = limit;
  }

  /** True if a child would find that program. */
  public static boolean isThere(String program) {
    return Arrays.stream(String.valueOf(ENVIRONMENT.get("PATH")).split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /** The place that calls to the outside pass. */
  public Crossing crossing() {
    return crossing;
  }

  /**
   * Runs {@code command} to its end.
   *
   * @param name of the crossing, after {@code exec:}
   * @return what it wrote to its standard output
   * @throws CloudException of kind FAILED if it cannot be run, ends with another status than 0 or
   *     takes too long
   */
  public String run(String name, List<String> command) {
    return run(name, command, "");
  }

  /** As above, with {@code input} to read. */
  public String run(String name, List<String> command, String input) {
    return crossing.cross("exec:" + name, () -> runOpen(name, command, input));
  }

  /**
   * Has iproute2 carry out {@code lines} in one process, up to the first that fails.
   *
   * @param namespace the network namespace in which it happens
   * @throws CloudException as above; names the line
   */
  public void ip(String name, Namespace namespace, List<String> lines) {
    if (!lines.isEmpty()) {
      run(
          "ip-batch " + name,
          namespace.enter(List.of("ip", "-batch", "-")),
          String.join("\n", lines) + "\n");
    }
  }

  /**
   * Carries out a {@code step} that looks at interfaces and then changes what it saw. They also go
   * by themselves, some time after their namespace has lost its last process, and so between the
   * look and the change: a step that misses one is done again, up to three times in all.
   *
   * @throws CloudException as the last try did
   */
  public static void settle(Runnable step) {
    for (int left = 2; ; left--) {
      try {
        step.run();
        return;
      } catch (CloudException e) {
        if (left == 0 || !String.valueOf(e.getMessage()).contains(NO_SUCH_DEVICE)) {
          throw e;
        }
      }
    }
  }

  /**
   * Starts a command that outlives this process: with a session of its own, and {@code log} as its
   * output. Returns when it has been started, not when it ends.
   *
   * @throws CloudException of kind FAILED if it cannot be started
   */
  public void detach(String name, List<String> command, Path log) {
    List<String> words = new ArrayList<>(List.of("setsid", "--fork"));
    words.addAll(command);
    crossing.cross(
        "exec:" + name,
        () -> {
          ProcessBuilder builder = builder(words).redirectErrorStream(true);
          builder.redirectOutput(log.toFile());
          builder.redirectInput(Path.of("/dev/null").toFile());
          try {
            Process process = builder.start();
            int status = await(name, process);
            if (status != 0) {
              throw failed(name, "ended with status " + status + ", see " + log);
            }
          } catch (IOException e) {
            throw failed(name, e);
          }
          return true;
        });
  }

  private String runOpen(String name, List<String> command, String input) {
    Process process;
    try {
      process = builder(command).start();
    } catch (IOException e) {
      throw failed(name, e);
    }
    try {
      CompletableFuture<String> output = read(process.getInputStream(), OUTPUT_LIMIT);
      CompletableFuture<String> errors = read(process.getErrorStream(), ERROR_LIMIT);
      write(process.getOutputStream(), input);
      int status = await(name, process);
      String said = errors.get(limit.toMillis(), TimeUnit.MILLISECONDS).strip();
      if (status != 0) {
        throw failed(name, "status " + status + " of " + command + explain(input, said));
      }
      return output.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(name, e);
    } catch (IOException | ExecutionException | TimeoutException e) {
      throw failed(name, e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** The child's own words, and the line of a batch that they are about. */
  private static String explain(String input, String said) {
    String marker = "Command failed -:";
    int at = said.lastIndexOf(marker);
    if (at < 0) {
      return ": " + said;
    }
    String number = said.substring(at + marker.length()).lines().findFirst().orElse("").strip();
    String line =
        number.matches("[0-9]{1,6}")
            ? input.lines().skip(Integer.parseInt(number) - 1L).findFirst().orElse("")
            : "";
    return ": " + said + " (" + line + ")";
  }

  private static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(ENVIRONMENT);
    builder.directory(Path.of("/").toFile()); // a child keeps no directory of ours busy
    return builder;
  }

  private int await(String name, Process process) {
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw failed(name, e);
    }
    process.destroyForcibly();
    throw failed(name, "did not end within " + limit);
  }

  /** Writes on a thread of its own, since a child that hangs reads nothing. */
  private static void write(OutputStream to, String input) throws IOException {
    if (input.isEmpty()) {
      to.close();
      return;
    }
    Thread.ofVirtual()
        .name("command-input")
        .start(() -> {
          try (to) {
            to.write(input.getBytes(StandardCharsets.UTF_8));
          } catch (IOException _) {
            // it ended without reading all; its status says why
          }
        });
  }

  /** All of {@code in}, on a thread of its own, of which the first {@code most} bytes are kept. */
  private static CompletableFuture<String> read(InputStream in, int most) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("command-output")
        .start(() -> {
          try (in) {
            String kept = new String(in.readNBytes(most), StandardCharsets.UTF_8);
            in.transferTo(OutputStream.nullOutputStream());
            text.complete(kept);
          } catch (IOException e) {
            text.completeExceptionally(new UncheckedIOException(e));
          }
        });
    return text;
  }

  private static CloudException failed(String name, String detail) {
    return new CloudException(
        CloudException.Kind.FAILED, "the local cloud failed at " + name, detail);
  }

  private static CloudException failed(String name, Exception cause) {
    return new CloudException(
        CloudException.Kind.FAILED,
        "the local cloud failed at " + name,
        String.valueOf(cause.getMessage()),
        cause);
  }
}
