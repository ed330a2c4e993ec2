package octavia.cloud.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is mounted on this host, and which of it a new mount namespace has no use for. */
public final class MountTable {
  private static final List<Path> SYSTEM =
      List.of(
          Path.of("/usr"),
          Path.of("/bin"),
          Path.of("/sbin"),
          Path.of("/lib"),
          Path.of("/lib32"),
          Path.of("/lib64"),
          Path.of("/libx32"),
          Path.of("/etc"),
          Path.of("/opt"),
          Path.of("/nix"),
          Path.of("/gnu"),
          Path.of("/dev"),
          Path.of("/proc"),
          Path.of("/sys"),
          Path.of("/var/lib/octavia"));

  private MountTable() {}

  /** The mount points of this process, in the order of mounting. */
  public static List<Path> read() {
    try {
      return parse(
          new String(Files.readAllBytes(Path.of("/proc/self/mounts")), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Mount points out of the text of {@code /proc/self/mounts} (fstab(5)). */
  static List<Path> parse(String text) {
    return text.lines()
        .map(line -> line.split(" "))
        .filter(fields -> fields.length > 1 && fields[1].startsWith("/"))
        .map(fields -> Path.of(unescape(fields[1])))
        .toList();
  }

  /**
   * The mounts that a namespace should let go of: while it holds one, it cannot be unmounted for
   * good on the host, be it a disk or another amphora's network namespace. Kept are the system's
   * own, those that {@code needed} lies in, and those that lie in it.
   *
   * @return only the topmost, since what is mounted below goes with them
   */
  public static List<Path> detachable(List<Path> mounts, List<Path> needed) {
    List<Path> kept = new ArrayList<>(SYSTEM);
    kept.addAll(needed);
    List<Path> candidates =
        mounts.stream()
            .filter(mount ->
                kept.stream().noneMatch(each -> each.startsWith(mount) || mount.startsWith(each)))
            .distinct()
            .toList();
    return candidates.stream()
        .filter(mount ->
            candidates.stream().noneMatch(other -> !other.equals(mount) && mount.startsWith(other)))
        .toList();
  }

  /** Space, tab, newline and backslash are written as three octal digits. */
  private static String unescape(String field) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && i + 3 < field.length()) {
        text.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
