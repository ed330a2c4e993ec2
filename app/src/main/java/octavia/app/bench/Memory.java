package octavia.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import octavia.app.command.CommandFailure;

/**
 * Memory of some processes together.
 *
 * @param rssKib resident, each shared page counted in every process
 * @param pssKib resident, each shared page divided among those that share it
 */
record Memory(int processes, long rssKib, long pssKib) {
  private static final System.Logger LOG = System.getLogger(Memory.class.getName());
  private static final Path PROC = Path.of("/proc");

  /** The memory of one process. */
  static Memory of(long pid) {
    return ofAll(List.of(PROC.resolve(Long.toString(pid))));
  }

  /** The memory of every process in one of these network namespaces that runs the program. */
  static Memory inNamespaces(Set<String> namespaces, String program) {
    Set<String> wanted =
        namespaces.stream().map(Memory::namespaceOfName).collect(Collectors.toSet());
    try (Stream<Path> all = Files.list(PROC)) {
      return ofAll(
          all.filter(path -> path.getFileName().toString().matches("\\d+"))
              .filter(path -> wanted.contains(namespaceOfProcess(path)))
              .filter(path -> program.equals(program(path)))
              .toList());
    } catch (IOException e) {
      throw new CommandFailure("/proc cannot be listed", e);
    }
  }

  /** The names of all network namespaces of ours on this host. */
  static Set<String> namespaces() {
    Path directory = Path.of("/run/netns");
    if (!Files.isDirectory(directory)) {
      return new TreeSet<>();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("octavia-"))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new CommandFailure("/run/netns cannot be listed", e);
    }
  }

  /** As cells of a table. */
  List<String> cells() {
    return List.of(mebibytes(rssKib), mebibytes(pssKib), Integer.toString(processes));
  }

  private static String mebibytes(long kib) {
    return String.format(Locale.ROOT, "%.1f MiB", kib / 1024.0);
  }

  private static Memory ofAll(List<Path> processes) {
    long rss = 0;
    long pss = 0;
    List<Path> counted = new ArrayList<>();
    for (Path process : processes) {
      try {
        for (String line : Files.readAllLines(process.resolve("smaps_rollup"))) {
          if (line.startsWith("Rss:")) {
            rss += kib(line);
          } else if (line.startsWith("Pss:")) {
            pss += kib(line);
          }
        }
        counted.add(process);
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "{0} has ended", process);
      }
    }
    return new Memory(counted.size(), rss, pss);
  }

  private static long kib(String line) {
    return Long.parseLong(line.split("\\s+")[1]);
  }

  private static String namespaceOfName(String name) {
    try {
      return "net:[" + Files.getAttribute(Path.of("/run/netns", name), "unix:ino") + "]";
    } catch (IOException e) {
      return "";
    }
  }

  private static String namespaceOfProcess(Path process) {
    try {
      return Files.readSymbolicLink(process.resolve("ns/net")).toString();
    } catch (IOException e) {
      return "none";
    }
  }

  private static String program(Path process) {
    try {
      String first = Files.readString(process.resolve("cmdline")).split("\0", -1)[0];
      return first.substring(first.lastIndexOf('/') + 1);
    } catch (IOException e) {
      return "";
    }
  }
}
