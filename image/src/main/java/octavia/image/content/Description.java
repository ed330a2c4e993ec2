package octavia.image.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an amphora's image holds beside its agent: packages, services, kernel settings, files. It is
 * data, in text files beside this class's package, so that no builder has a list of its own.
 */
public record Description(
    List<Item> packages,
    List<Service> services,
    Map<String, Setting> settings,
    List<OwnFile> files,
    List<Exclusion> exclusions) {

  private static final String NO_ELEMENT = "-";
  private static final String SETTINGS_ELEMENT = "haproxy-octavia";

  /** In which images something is. */
  public enum When {
    ALWAYS,
    /** Where the agent is this project's; another one brings its own. */
    OURS,
    /** Where the slim builder makes it; another image has it anyway, or something else instead. */
    SLIM,
    /** Where diskimage-builder makes it. */
    FULL,
    /** With sshd. */
    SSHD,
    /** With nftables for firewalls. */
    NFTABLES
  }

  /**
   * A package, by Debian's name.
   *
   * @param element of diskimage-builder, as of the others: the one that brings it
   */
  public record Item(String name, When when, String element) {}

  /** A unit of systemd, enabled or else masked. */
  public record Service(String unit, boolean enabled, When when, String element) {}

  /**
   * The value of a kernel setting.
   *
   * @param needed whether a kernel that refuses it is an error
   */
  public record Setting(String value, boolean needed) {}

  /** A file of ours, at a path relative to the root. */
  public record OwnFile(String path, Set<PosixFilePermission> mode, When when, String element) {}

  /** Paths of packages that are left out, or taken all the same. */
  public record Exclusion(String pattern, boolean excluded) {}

  public Description {
    packages = List.copyOf(packages);
    services = List.copyOf(services);
    settings = Map.copyOf(settings);
    files = List.copyOf(files);
    exclusions = List.copyOf(exclusions);
  }

  /** The product's own. */
  public static Description load() {
    return new Description(
        rows("packages.txt", 3).stream()
            .map(row -> new Item(row[0], when(row[1]), row[2]))
            .toList(),
        rows("services.txt", 4).stream().map(Description::service).toList(),
        settings(text("sysctl.txt")),
        rows("files.txt", 4).stream().map(Description::file).toList(),
        rows("slim/excluded.txt", 2).stream()
            .map(row -> new Exclusion(row[1], row[0].equals("-")))
            .toList());
  }

  /** Names of diskimage-builder's elements that bring something of it. */
  public Set<String> elements() {
    Set<String> elements = new TreeSet<>();
    packages.forEach(each -> elements.add(each.element()));
    services.forEach(each -> elements.add(each.element()));
    files.forEach(each -> elements.add(each.element()));
    elements.remove(NO_ELEMENT);
    return elements;
  }

  /** What one element brings. */
  public Description broughtBy(String element) {
    return new Description(
        packages.stream().filter(each -> each.element().equals(element)).toList(),
        services.stream().filter(each -> each.element().equals(element)).toList(),
        element.equals(SETTINGS_ELEMENT) ? settings : Map.of(),
        files.stream().filter(each -> each.element().equals(element)).toList(),
        List.of());
  }

  /** Writes our files and kernel settings below a directory. */
  public void writeFiles(Path root, Set<When> wanted) throws IOException {
    for (OwnFile file : files) {
      if (wanted.contains(file.when())) {
        Path target = root.resolve(file.path());
        Files.createDirectories(target.getParent());
        Files.writeString(target, text("files/" + file.path()));
        Files.setPosixFilePermissions(target, file.mode());
      }
    }
    if (!settings.isEmpty()) {
      Path directory = Files.createDirectories(root.resolve("etc/sysctl.d"));
      for (Map.Entry<String, Setting> each : settings.entrySet()) {
        Setting setting = each.getValue();
        Path file = directory.resolve(each.getKey() + ".conf");
        Files.writeString(
            file, (setting.needed() ? "" : "-") + each.getKey() + " = " + setting.value() + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      }
    }
  }

  /** Names of the packages of such an image. */
  public List<String> packages(Set<When> wanted) {
    return packages.stream().filter(item -> wanted.contains(item.when())).map(Item::name).toList();
  }

  /** Units of such an image that are enabled, or masked. */
  public List<String> services(Set<When> wanted, boolean enabled) {
    return services.stream()
        .filter(service -> wanted.contains(service.when()) && service.enabled() == enabled)
        .map(Service::unit)
        .toList();
  }

  /** Text of the product. */
  public static String text(String name) {
    String path = "/octavia/image/" + name;
    try (InputStream in =
        Optional.ofNullable(Description.class.getResourceAsStream(path))
            .orElseThrow(() -> new IllegalArgumentException("not in the program: " + path))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }

  /** The settings in a text; one that is said twice with different values is an error. */
  static Map<String, Setting> settings(String text) {
    Map<String, Setting> settings = new LinkedHashMap<>();
    for (String line : lines(text)) {
      int equals = line.indexOf('=');
      String key = line.substring(0, equals).strip();
      boolean needed = !key.startsWith("-");
      Setting setting = new Setting(line.substring(equals + 1).strip(), needed);
      Setting before = settings.put(needed ? key : key.substring(1), setting);
      if (before != null && !before.equals(setting)) {
        throw new IllegalArgumentException("two values for " + key);
      }
    }
    return settings;
  }

  private static Service service(String[] row) {
    if (!row[1].equals("enabled") && !row[1].equals("masked")) {
      throw new IllegalArgumentException("neither enabled nor masked: " + row[0]);
    }
    return new Service(row[0], row[1].equals("enabled"), when(row[2]), row[3]);
  }

  private static OwnFile file(String[] row) {
    int mode = Integer.parseInt(row[0], 8);
    StringBuilder text = new StringBuilder();
    for (int bit = 8; bit >= 0; bit--) {
      text.append((mode >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
    }
    return new OwnFile(
        row[1], PosixFilePermissions.fromString(text.toString()), when(row[2]), row[3]);
  }

  private static When when(String text) {
    return When.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static List<String[]> rows(String name, int columns) {
    List<String[]> rows = new ArrayList<>();
    for (String line : lines(text(name))) {
      String[] row = line.split("\\s+");
      if (row.length != columns) {
        throw new IllegalArgumentException(name + ": not " + columns + " words: " + line);
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<String> lines(String text) {
    return Arrays.stream(text.split("\n"))
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }
}
