package octavia.agent.haproxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A running HAProxy. Process ids are given again, so the time of its start belongs to it.
 *
 * @param startTicks clock ticks from boot to its start
 */
record HaproxyProcess(long pid, long startTicks) {
  private static final Path PROC = Path.of("/proc");

  /** Every HAProxy that runs a configuration in {@code directory}, the newest first. */
  static List<HaproxyProcess> of(Path directory) {
    List<HaproxyProcess> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        find(directory, Long.parseLong(process.getFileName().toString())).ifPresent(found::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list processes", e);
    }
    found.sort(
        Comparator.comparing(HaproxyProcess::startTicks, Comparator.reverseOrder())
            .thenComparing(HaproxyProcess::pid, Comparator.reverseOrder()));
    return found;
  }

  /** The process of that id, if it lives and is a HAProxy with a configuration in there. */
  static Optional<HaproxyProcess> find(Path directory, long pid) {
    try {
      List<String> arguments =
          Arrays.asList(
              Files.readString(PROC.resolve(Long.toString(pid)).resolve("cmdline")).split("\0"));
      int file = arguments.indexOf("-f") + 1;
      if (file == 0
          || file >= arguments.size()
          || !arguments.getFirst().endsWith("haproxy")
          || !directory.equals(Path.of(arguments.get(file)).getParent())) {
        return Optional.empty();
      }
      return ticksOf(pid).map(ticks -> new HaproxyProcess(pid, ticks));
    } catch (IOException | InvalidPathException e) {
      return Optional.empty(); // gone meanwhile, or not one of ours
    }
  }

  /** True while it runs; one that only waits to be reaped does not. */
  boolean isAlive() {
    return ticksOf(pid).filter(ticks -> ticks == startTicks).isPresent();
  }

  /** Ends it: connections are cut. */
  void kill(boolean forcibly) {
    if (isAlive()) {
      ProcessHandle.of(pid)
          .ifPresent(process -> {
            if (forcibly) {
              process.destroyForcibly();
            } else {
              process.destroy();
            }
          });
    }
  }

  /** What names it in records that outlive it. */
  String key() {
    return pid + ":" + startTicks;
  }

  private static Optional<Long> ticksOf(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
      // proc(5): the name, in parentheses, may hold anything; then the state, the third field.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      if (fields[0].equals("Z") || fields[0].equals("X")) {
        return Optional.empty();
      }
      return Optional.of(Long.parseLong(fields[19]));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
