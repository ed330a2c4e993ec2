package octavia.cloud.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import octavia.cloud.CloudException;
import octavia.model.Crossing;

/** Processes of this host, told by their command lines, since a remembered number may be reused. */
public final class Processes {
  private static final Path PROC = Path.of("/proc");
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
  private static final Duration KILL_POLL = Duration.ofMillis(1);

  private Processes() {}

  /**
   * A process as it was when looked at.
   *
   * @param words its command line
   */
  public record Found(long pid, List<String> words) {
    /** Its directory in {@code /proc}. */
    public Path proc() {
      return PROC.resolve(Long.toString(pid));
    }

    /** True if an interface of that name is in its network namespace. */
    public boolean seesInterface(String name) {
      try {
        return Files.readString(proc().resolve("net/dev"), StandardCharsets.US_ASCII)
            .lines()
            .anyMatch(line -> line.strip().startsWith(name + ":"));
      } catch (IOException e) {
        return false; // it has just ended
      }
    }

    /** True if it is the first process of a PID namespace inside of ours. */
    public boolean isInit() {
      try (var lines = Files.lines(proc().resolve("status"), StandardCharsets.UTF_8)) {
        return lines
            .filter(line -> line.startsWith("NSpid:"))
            .map(line -> line.split("\\s+"))
            .anyMatch(fields -> fields.length > 2 && fields[fields.length - 1].equals("1"));
      } catch (IOException | UncheckedIOException e) {
        return false; // it has ended
      }
    }
  }

  /** All whose command line {@code matches}; what ends while we look may be missing or not. */
  public static List<Found> find(Predicate<List<String>> matches) {
    List<Found> found = new ArrayList<>();
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path directory : directories) {
        List<String> words = words(directory);
        if (!words.isEmpty() && matches.test(words)) {
          found.add(new Found(Long.parseLong(directory.getFileName().toString()), words));
        }
      }
    } catch (IOException e) {
      throw new CloudException(
          CloudException.Kind.FAILED, "processes cannot be listed", e.toString(), e);
    }
    return found;
  }

  /**
   * Kills all whose command line {@code matches} and waits until they are gone. Where there are
   * first processes of PID namespaces among them, only those are killed: what is in the namespace
   * and what waits for it ends by itself. Looks again until there is none, so that one that was
   * being started does not escape. Crossing {@code exec:kill}.
   *
   * @throws CloudException if some are still there after ten seconds
   */
  public static void kill(Predicate<List<String>> matches, Crossing crossing) {
    long deadline = System.nanoTime() + KILL_LIMIT.toNanos();
    List<Found> targets = find(matches);
    while (!targets.isEmpty()) {
      List<Found> first = targets.stream().filter(Found::isInit).toList();
      List<Found> victims = first.isEmpty() ? targets : first;
      List<ProcessHandle> ending = new ArrayList<>();
      for (Found target : targets) {
        Optional<ProcessHandle> handle = ProcessHandle.of(target.pid());
        // The handle knows when its process was started, so that it cannot hit a later one of the
        // same number; whether it is the right one is looked at once more. Without a command line
        // it is ending.
        List<String> words = words(target.proc());
        if (handle.isPresent() && (words.isEmpty() || matches.test(words))) {
          if (victims.contains(target) && !words.isEmpty()) {
            crossing.cross("exec:kill", handle.get()::destroyForcibly);
          }
          ending.add(handle.get());
        }
      }
      for (ProcessHandle each : ending) {
        awaitEnd(each, deadline);
      }
      targets = find(matches);
    }
  }

  private static void awaitEnd(ProcessHandle handle, long deadline) {
    while (runs(handle)) {
      if (System.nanoTime() > deadline) {
        throw new CloudException(
            CloudException.Kind.FAILED,
            "a process of the local cloud does not end",
            "process " + handle.pid() + " was killed and is still there");
      }
      try {
        TimeUnit.NANOSECONDS.sleep(KILL_POLL.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CloudException(
            CloudException.Kind.FAILED, "interrupted while a process ends", "", e);
      }
    }
  }

  /**
   * True until it is a zombie or less. The first process of a PID namespace gets there only after
   * all others of the namespace have; its command line is gone well before.
   */
  private static boolean runs(ProcessHandle handle) {
    try {
      Path stat = PROC.resolve(Long.toString(handle.pid())).resolve("stat");
      String fields = Files.readString(stat, StandardCharsets.ISO_8859_1);
      char state = fields.charAt(fields.lastIndexOf(')') + 2);
      return handle.isAlive() && state != 'Z' && state != 'X';
    } catch (IOException | IndexOutOfBoundsException e) {
      return false;
    }
  }

  private static List<String> words(Path directory) {
    try {
      String line =
          new String(Files.readAllBytes(directory.resolve("cmdline")), StandardCharsets.UTF_8);
      return line.isEmpty() ? List.of() : List.of(line.split("\0"));
    } catch (IOException e) {
      return List.of(); // ended, or a thread of the kernel
    }
  }
}
