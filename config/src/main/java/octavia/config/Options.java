package octavia.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import octavia.config.Catalogue.Mark;
import org.jspecify.annotations.Nullable;

/**
 * Typed options over an {@link IniFile}. Reading an option declares it: its section, name, default,
 * range and meaning are kept for the reference page and to tell unknown options. A wrong value is
 * remembered and its default returned; {@link #check} throws all of them at once.
 *
 * <p>Made with a {@link Catalogue}, it reads an octavia.conf: former options have been brought up
 * to date, {@code $name} and {@code ${section.name}} stand for other options' values ({@code $$}
 * for a $), and what nobody reads is checked against the catalogue.
 *
 * <p>Not for use by several threads.
 */
public final class Options {
  /** The least time that is one, in seconds. */
  private static final double SOME_TIME = 0.001;

  private final IniFile file;
  private final @Nullable Catalogue catalogue;
  private final @Nullable Substitution substitution;
  private final Map<String, Declared> declared = new LinkedHashMap<>();
  private final Map<String, Declared> declaredElsewhere = new LinkedHashMap<>();
  private final List<String> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /** An option as the reference page shows it. */
  public record Declared(
      String section, String name, String type, String defaultValue, String meaning) {}

  /** Options that stand as they are written. */
  public Options(IniFile file) {
    this.file = file;
    this.catalogue = null;
    this.substitution = null;
  }

  /** The options of an octavia.conf. */
  public Options(IniFile file, Catalogue catalogue) {
    Former today = Former.bringUpToDate(file);
    this.file = today.file();
    this.catalogue = catalogue;
    this.substitution = new Substitution(today.file(), catalogue);
    errors.addAll(today.errors());
    warnings.addAll(today.warnings());
  }

  /** Options that others read from the same file, so that they are known here too. */
  public void alsoKnown(List<Declared> others) {
    others.forEach(other -> declaredElsewhere.put(key(other.section(), other.name()), other));
  }

  /** A section to read from. */
  public Section section(String name) {
    return new Section(name);
  }

  /** Every option read so far, in the order of reading. */
  public List<Declared> declared() {
    return List.copyOf(declared.values());
  }

  /** What {@link #unknown} says, and one sentence for each former option. */
  public List<String> warnings() {
    List<String> all = new ArrayList<>(warnings);
    if (substitution != null) {
      all.addAll(substitution.warnings());
    }
    all.addAll(unknown());
    return all;
  }

  /**
   * Options in the file that nothing has read and nobody else knows, each as a sentence with the
   * nearest known name. To be called after everything has been read.
   */
  public List<String> unknown() {
    Known known = new Known(catalogue, declared.values(), declaredElsewhere.values(), file);
    List<String> sentences = new ArrayList<>();
    for (String section : file.sections()) {
      Set<String> names = file.section(section).keySet();
      if (catalogue != null && !known.hasSection(section) && !names.isEmpty()) {
        sentences.add("unknown section [" + section + "]" + known.nearestSection(section));
        continue;
      }
      for (String name : names) {
        if (!known.has(section, name)) {
          sentences.add("unknown option [" + section + "] " + name + known.nearest(section, name));
        }
      }
    }
    return sentences;
  }

  /**
   * Reports what was wrong with the values read so far, and with those that nobody has read.
   *
   * @throws ConfigException with every error
   */
  public void check() {
    List<String> all = new ArrayList<>(errors);
    if (catalogue != null) {
      for (Catalogue.Entry entry : catalogue.entries()) {
        if (!declared.containsKey(key(entry.section(), entry.name()))) {
          for (String value : values(entry.section(), entry.name(), entry.type().repeatable())) {
            try {
              entry.type().check().accept(value);
            } catch (IllegalArgumentException e) {
              all.add(wrong(entry.section(), entry.name(), value, e));
            }
          }
        }
      }
    }
    if (!all.isEmpty()) {
      throw new ConfigException(all);
    }
  }

  boolean hasRead(String section, String name) {
    return declared.containsKey(key(section, name));
  }

  /** Remembers that an option is wrong although its value is of its type. */
  public void refuse(String section, String name, String why) {
    List<String> given = values(section, name, false);
    errors.add(
        given.isEmpty()
            ? "[" + section + "] " + name + ": its default " + why
            : wrong(section, name, given.getLast(), new IllegalArgumentException(why)));
  }

  /** True if the value of the option must not be shown. */
  boolean isSecret(String section, String name) {
    return catalogue != null
        && catalogue.find(section, name).filter(entry -> entry.is(Mark.SECRET)).isPresent();
  }

  private String wrong(String section, String name, String value, RuntimeException why) {
    return "["
        + section
        + "] "
        + name
        + (isSecret(section, name) ? "" : " = " + value)
        + ": "
        + why.getMessage();
  }

  /** What is set, with everything substituted; the last one alone, unless all are wanted. */
  private List<String> values(String section, String name, boolean all) {
    List<String> raw = file.section(section).getOrDefault(name, List.of());
    List<String> wanted = all || raw.isEmpty() ? raw : List.of(raw.getLast());
    return substitution == null
        ? wanted
        : wanted.stream().map(value -> substitution.apply(section, name, value)).toList();
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
            if (value.isEmpty()) {
              return defaultValue;
            }
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
          ValueType::flag);
    }

    /** A time in seconds, fractions allowed. */
    public Duration seconds(String name, double defaultValue, String meaning) {
      return time(name, "seconds", 0, defaultValue, meaning);
    }

    /** As {@link #seconds}, where none at all makes no sense, such as between two rounds. */
    public Duration someSeconds(String name, double defaultValue, String meaning) {
      return time(name, "seconds, from " + SOME_TIME, SOME_TIME, defaultValue, meaning);
    }

    private Duration time(
        String name, String type, double least, double defaultValue, String meaning) {
      return read(
          name,
          type,
          Double.toString(defaultValue).replaceFirst("\\.0$", ""),
          duration(defaultValue),
          meaning,
          value -> {
            if (value.isEmpty()) {
              return duration(defaultValue);
            }
            double seconds;
            try {
              seconds = Double.parseDouble(value);
            } catch (NumberFormatException e) {
              throw new IllegalArgumentException("is not a number of seconds", e);
            }
            if (!(seconds >= 0 && seconds <= 1e9)) {
              throw new IllegalArgumentException("is not a time of 0 to 1e9 seconds");
            }
            if (seconds < least) {
              throw new IllegalArgumentException("is less than " + least + " seconds");
            }
            return duration(seconds);
          });
    }

    /** A list separated by commas; an empty value is an empty list. */
    public List<String> list(String name, List<String> defaultValue, String meaning) {
      return read(
          name, "list", String.join(",", defaultValue), defaultValue, meaning, ValueType::list);
    }

    /** Pairs of {@code name:value} separated by commas, in their order. */
    public Map<String, String> dictionary(
        String name, Map<String, String> defaultValue, String meaning) {
      return read(
          name,
          "name:value,...",
          defaultValue.entrySet().stream()
              .map(pair -> pair.getKey() + ":" + pair.getValue())
              .collect(Collectors.joining(",")),
          defaultValue,
          meaning,
          ValueType::map);
    }

    /** The values of a key that may come several times. */
    public List<String> texts(String name, List<String> defaultValue, String meaning) {
      declare(name, "text, may be repeated", String.join(",", defaultValue), meaning);
      List<String> given = values(section, name, true);
      return given.isEmpty() ? defaultValue : given;
    }

    private <T> T read(
        String name,
        String type,
        String shownDefault,
        T defaultValue,
        String meaning,
        Function<String, T> parse) {
      declare(name, type, shownDefault, meaning);
      List<String> given = values(section, name, false);
      if (given.isEmpty()) {
        return defaultValue;
      }
      String value = given.getLast();
      try {
        return parse.apply(value);
      } catch (IllegalArgumentException e) {
        errors.add(wrong(section, name, value, e));
        return defaultValue;
      }
    }

    private void declare(String name, String type, String shownDefault, String meaning) {
      declared.put(key(section, name), new Declared(section, name, type, shownDefault, meaning));
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
