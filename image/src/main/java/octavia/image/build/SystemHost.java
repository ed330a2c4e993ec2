package octavia.image.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import octavia.image.plan.Architecture;
import octavia.image.plan.Host;
import octavia.image.plan.Host.OperatingSystem;

/** The machine that this runs on. */
public final class SystemHost implements Host.Disk {
  private static final List<Path> PROGRAMS =
      Stream.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
          .map(Path::of)
          .toList();

  private SystemHost() {}

  /**
   * Looks at it.
   *
   * @param product where this project lies
   */
  public static Host look(Path product) {
    return new Host(
        operatingSystem(),
        Architecture.ofMachine(System.getProperty("os.arch")),
        isRoot(),
        enforcesSelinux(),
        Path.of("").toAbsolutePath(),
        product,
        Path.of(System.getenv().getOrDefault("HOME", System.getProperty("user.home"))),
        new SystemHost());
  }

  private static Optional<OperatingSystem> operatingSystem() {
    Path release = Path.of("/etc/os-release");
    if (Files.isReadable(release)) {
      Map<String, String> fields = new HashMap<>();
      for (String line : lines(release)) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          fields.put(line.substring(0, equals), line.substring(equals + 1).replace("\"", ""));
        }
      }
      return Optional.of(
          new OperatingSystem(
              fields.getOrDefault("NAME", ""),
              fields.getOrDefault("ID", ""),
              fields.getOrDefault("ID_LIKE", ""),
              fields.getOrDefault("VERSION_ID", "")));
    }
    Path redHat = Path.of("/etc/system-release");
    return Files.isReadable(redHat)
        ? lines(redHat).stream()
            .filter(line -> line.contains("CentOS") || line.contains("Red Hat Enterprise Linux"))
            .findFirst()
            .map(line -> new OperatingSystem(line, "rhel", "", ""))
        : Optional.empty();
  }

  /** Whether this process is root's. */
  static boolean isRoot() {
    return lines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("Uid:"))
        .anyMatch(line -> line.split("\\s+")[2].equals("0"));
  }

  private static boolean enforcesSelinux() {
    Path enforce = Path.of("/sys/fs/selinux/enforce");
    return Files.isReadable(enforce) && lines(enforce).contains("1");
  }

  @Override
  public boolean hasCommand(String name) {
    return PROGRAMS.stream().anyMatch(directory -> Files.isExecutable(directory.resolve(name)));
  }

  @Override
  public boolean isDirectory(Path path) {
    return Files.isDirectory(path);
  }

  @Override
  public boolean isFile(Path path) {
    return Files.isRegularFile(path);
  }

  @Override
  public long freeBytes(Path path) {
    Path there = path;
    while (!Files.exists(there)) {
      there = Optional.ofNullable(there.getParent()).orElseThrow();
    }
    try {
      return Files.getFileStore(there).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot see how much is free in " + there, e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
