package octavia.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import octavia.app.command.CommandFailure;

/** What figures depend on. */
final class MachineFacts {

  private MachineFacts() {}

  /** Name and value of each. */
  static List<List<String>> rows(String loadBefore) {
    return List.of(
        List.of("processor", field("/proc/cpuinfo", "model name")),
        List.of("cores", Integer.toString(Runtime.getRuntime().availableProcessors())),
        List.of("memory", field("/proc/meminfo", "MemTotal")),
        List.of("kernel", read("/proc/sys/kernel/osrelease").strip()),
        List.of("JDK", Runtime.version() + ", " + System.getProperty("java.vm.name")),
        List.of("load before", loadBefore),
        List.of("load after", load()));
  }

  /** The load average of the last minute. */
  static String load() {
    return read("/proc/loadavg").split(" ")[0];
  }

  private static String field(String file, String name) {
    return read(file)
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new CommandFailure(file + " cannot be read", e);
    }
  }
}
