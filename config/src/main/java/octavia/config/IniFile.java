package octavia.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Sections of options as oslo.config writes them: {@code [section]}, {@code key = value} or {@code
 * key: value}, comments with # or ; at the start of a line, a value continued on lines that begin
 * with white space, and a key that may come more than once.
 */
public final class IniFile {
  private final Map<String, Map<String, List<String>>> sections;

  private IniFile(Map<String, Map<String, List<String>>> sections) {
    this.sections = sections;
  }

  /** No options at all: everything has its default. */
  public static IniFile empty() {
    return new IniFile(new TreeMap<>());
  }

  /**
   * Reads files, then those named {@code *.conf} in directories by name; an option in a later file
   * replaces the same one of an earlier.
   *
   * @throws ConfigException if one cannot be read or a line understood
   */
  public static IniFile read(List<Path> files, List<Path> directories) {
    List<Path> all = new ArrayList<>(files);
    for (Path directory : directories) {
      try (Stream<Path> entries = Files.list(directory)) {
        entries.filter(entry -> entry.toString().endsWith(".conf")).sorted().forEach(all::add);
      } catch (IOException e) {
        throw new ConfigException(
            List.of(directory + ": is no directory that can be read: " + e.getMessage()));
      }
    }
    return read(all);
  }

  /**
   * Reads files in their order; an option in a later file replaces the same one of an earlier.
   *
   * @throws ConfigException if a file cannot be read or a line understood
   */
  public static IniFile read(List<Path> files) {
    Map<String, Map<String, List<String>>> merged = new TreeMap<>();
    for (Path file : files) {
      try {
        parse(file.toString(), Files.readString(file))
            .sections
            .forEach((name, options) ->
                options.forEach((option, values) ->
                    merged
                        .computeIfAbsent(name, _ -> new LinkedHashMap<>())
                        .computeIfAbsent(option, _ -> new ArrayList<>())
                        .addAll(values)));
      } catch (IOException e) {
        throw new ConfigException(List.of(file + ": cannot be read: " + e.getMessage()));
      } catch (UncheckedIOException e) {
        throw new ConfigException(List.of(file + ": is not UTF-8 text"));
      }
    }
    return new IniFile(merged);
  }

  /** Parses {@code text}; {@code source} names it in errors. */
  public static IniFile parse(String source, String text) {
    Map<String, Map<String, List<String>>> sections = new TreeMap<>();
    List<String> errors = new ArrayList<>();
    String section = "DEFAULT";
    List<String> values = List.of();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String stripped = line.strip();
      if (stripped.startsWith("#") || stripped.startsWith(";")) {
        continue;
      }
      if (stripped.isEmpty()) {
        values = List.of(); // ends a value of several lines, as in oslo
        continue;
      }
      if (Character.isWhitespace(line.charAt(0))) {
        if (values.isEmpty()) {
          errors.add(source + ":" + number + ": a continued line without an option before it");
        } else {
          values.set(values.size() - 1, (values.getLast() + "\n" + stripped).strip());
        }
        continue;
      }
      if (stripped.startsWith("[")) {
        if (!stripped.endsWith("]")) {
          errors.add(source + ":" + number + ": a section is written [name]");
        } else {
          section = stripped.substring(1, stripped.length() - 1).strip();
          values = List.of();
        }
        continue;
      }
      int end = separator(stripped);
      if (end <= 0) {
        errors.add(source + ":" + number + ": an option is written key = value");
        continue;
      }
      values =
          sections
              .computeIfAbsent(section, _ -> new LinkedHashMap<>())
              .computeIfAbsent(stripped.substring(0, end).strip(), _ -> new ArrayList<>());
      values.add(unquote(stripped.substring(end + 1).strip()));
    }
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    return new IniFile(sections);
  }

  /** Names of the sections, sorted. */
  public List<String> sections() {
    return List.copyOf(sections.keySet());
  }

  /** The options of a section, in their order; each with its values, the last of them counts. */
  public Map<String, List<String>> section(String name) {
    return sections.getOrDefault(name, Map.of());
  }

  boolean has(String section, String name) {
    return section(section).containsKey(name);
  }

  /** A copy that can be changed, with names as oslo takes them: [Database] and log-file too. */
  IniFile withUsualNames() {
    IniFile copy = empty();
    sections.forEach((section, options) ->
        options.forEach((name, values) ->
            copy.values(
                    section.equals("DEFAULT") ? section : section.toLowerCase(Locale.ROOT),
                    name.replace('-', '_'))
                .addAll(values)));
    return copy;
  }

  /** Sets all values of an option. For one that nobody else has seen. */
  void set(String section, String name, List<String> values) {
    List<String> current = values(section, name);
    current.clear();
    current.addAll(values);
  }

  /** Takes an option out. For one that nobody else has seen. */
  void remove(String section, String name) {
    sections.getOrDefault(section, new LinkedHashMap<>()).remove(name);
  }

  private List<String> values(String section, String name) {
    return sections
        .computeIfAbsent(section, _ -> new LinkedHashMap<>())
        .computeIfAbsent(name, _ -> new ArrayList<>());
  }

  private static int separator(String line) {
    int equals = line.indexOf('=');
    int colon = line.indexOf(':');
    if (equals < 0 || (colon >= 0 && colon < equals)) {
      return colon;
    }
    return equals;
  }

  private static String unquote(String value) {
    if (value.length() >= 2
        && (value.charAt(0) == '"' || value.charAt(0) == '\'')
        && value.charAt(value.length() - 1) == value.charAt(0)) {
      return value.substring(1, value.length() - 1);
    }
    return value;
  }
}
