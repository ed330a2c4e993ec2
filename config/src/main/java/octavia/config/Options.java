package octavia.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Typed options over an {@link IniFile}. Reading an option declares it: its section, name, default,
 * range and meaning are kept for the reference page and to tell unknown options. A wrong value is
 * remembered and its default returned; {@link #check} throws all of them at once.
 *
 * <p>Not for use by several threads.
 */
public final class Options {
  private final IniFile file;
  private final Map<String, Declared> declared = new LinkedHashMap<>();
  private final List<String> errors = new ArrayList<>();

  /** An option as the reference page shows it. */
  public record Declared(
      String section, String name, String type, String defaultValue, String meaning) {}

  public Options(IniFile file) {
    this.file = file;
  }

  /** A section to read from. */
  public Section section(String name) {
    return new Section(name);
  }

  /** Every option read so far, in the order of reading. */
  public List<Declared> declared() {
    return List.copyOf(declared.values());
  }

  /**
   * Options in the file that nothing has read, each as a sentence with the nearest known name. To
   * be called after everything has been read.
   */
  public List<String> unknown() {
    List<String> warnings = new ArrayList<>();
    Set<String> sections = new TreeSet<>();
    declared.values().forEach(option -> sections.add(option.section()));
    for (String section : file.sections()) {
      for (String name : file.section(section).keySet()) {
        if (!declared.containsKey(key(section, name))) {
          warnings.add(
              "unknown option [" + section + "] " + name + nearest(section, name, sections));
        }
      }
    }
    return warnings;
  }

  /**
   * Reports what was wrong with the values read so far.
   *
   * @throws ConfigException with every error
   */
  public void check() {
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
  }

  private String nearest(String section, String name, Set<String> sections) {
    if (!sections.contains(section)) {
      return "";
    }
    Map<Integer, String> byDistance = new TreeMap<>();
    for (Declared option : declared.values()) {
      if (option.section().equals(section)) {
        byDistance.putIfAbsent(distance(option.name(), name), option.name());
      }
    }
    return byDistance.entrySet().stream()
        .findFirst()
        .filter(nearest -> nearest.getKey() <= Math.max(2, name.length() / 3))
        .map(nearest -> "; did you mean " + nearest.getValue() + "?")
        .orElse("");
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        current[j] = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
      }
      previous = current;
    }
    return previous[b.length()];
  }

  private static String key(String section, String name) {
    return section + "." + name;
  }

  /** The options of one section. */
  public final class Section {
    private final String section;

    private Section(String section) {
      this.section = section;
    }

    /** A text. */
    public String text(String name, String defaultValue, String meaning) {
      return read(name, "text", defaultValue, defaultValue, meaning, value -> value);
    }

    /** A text that may be left out. */
    public Optional<String> optionalText(String name, String meaning) {
      return read(
          name,
          "text",
          "",
          Optional.<String>empty(),
          meaning,
          value -> value.isEmpty() ? Optional.empty() : Optional.of(value));
    }

    /** One of {@code choices}. */
    public String choice(String name, String defaultValue, List<String> choices, String meaning) {
      return read(
          name,
          String.join(" | ", choices),
          defaultValue,
          defaultValue,
          meaning,
          value -> {
            if (!choices.contains(value)) {
              throw new IllegalArgumentException("is not one of " + String.join(", ", choices));
            }
            return value;
          });
    }

    /** A whole number in {@code min..max}. */
    public int number(String name, int defaultValue, int min, int max, String meaning) {
      return read(
          name,
          "whole number, " + min + " to " + max,
          Integer.toString(defaultValue),
          defaultValue,
          meaning,
          value -> {
            int number = wholeNumber(value);
            if (number < min || number > max) {
              throw new IllegalArgumentException("is not in " + min + ".." + max);
            }
            return number;
          });
    }

    /** True or false, in oslo's spellings. */
    public boolean flag(String name, boolean defaultValue, String meaning) {
      return read(
          name,
          "true | false",
          Boolean.toString(defaultValue),
          defaultValue,
          meaning,
          value ->
              switch (value.toLowerCase(Locale.ROOT)) {
                case "true", "1", "on", "yes" -> true;
                case "false", "0", "off", "no" -> false;
                default -> throw new IllegalArgumentException("is neither true nor false");
              });
    }

    /** A time in seconds, fractions allowed. */
    public Duration seconds(String name, double defaultValue, String meaning) {
      return read(
          name,
          "seconds",
          Double.toString(defaultValue),
          duration(defaultValue),
          meaning,
          value -> {
            double seconds;
            try {
              seconds = Double.parseDouble(value);
            } catch (NumberFormatException e) {
              throw new IllegalArgumentException("is not a number of seconds", e);
            }
            if (!(seconds >= 0 && seconds <= 1e9)) {
              throw new IllegalArgumentException("is not a time of 0 to 1e9 seconds");
            }
            return duration(seconds);
          });
    }

    /** A list separated by commas; an empty value is an empty list. */
    public List<String> list(String name, List<String> defaultValue, String meaning) {
      return read(
          name,
          "list",
          String.join(",", defaultValue),
          defaultValue,
          meaning,
          value ->
              Arrays.stream(value.split(","))
                  .map(String::strip)
                  .filter(entry -> !entry.isEmpty())
                  .toList());
    }

    /** Names and values, {@code name:value} each, separated by commas; in their order. */
    public Map<String, String> dictionary(
        String name, Map<String, String> defaultValue, String meaning) {
      return read(
          name,
          "name:value list",
          String.join(
              ",",
              defaultValue.entrySet().stream()
                  .map(entry -> entry.getKey() + ":" + entry.getValue())
                  .toList()),
          defaultValue,
          meaning,
          value -> {
            Map<String, String> entries = new LinkedHashMap<>();
            for (String entry : value.split(",")) {
              int colon = entry.indexOf(':');
              if (colon < 0 && !entry.isBlank()) {
                throw new IllegalArgumentException("is not a list of name:value");
              }
              if (colon >= 0) {
                entries.put(entry.substring(0, colon).strip(), entry.substring(colon + 1).strip());
              }
            }
            return entries;
          });
    }

    private <T> T read(
        String name,
        String type,
        String shownDefault,
        T defaultValue,
        String meaning,
        Function<String, T> parse) {
      declared.put(key(section, name), new Declared(section, name, type, shownDefault, meaning));
      @Nullable List<String> values = file.section(section).get(name);
      if (values == null) {
        return defaultValue;
      }
      String value = values.getLast();
      try {
        return parse.apply(value);
      } catch (IllegalArgumentException e) {
        errors.add("[" + section + "] " + name + " = " + value + ": " + e.getMessage());
        return defaultValue;
      }
    }

    private static int wholeNumber(String value) {
      try {
        return Integer.parseInt(value);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("is not a whole number", e);
      }
    }

    private static Duration duration(double seconds) {
      return Duration.ofNanos(Math.round(seconds * 1e9));
    }
  }
}
