package octavia.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every option that an octavia.conf may have, upstream's and those of the OpenStack libraries that
 * read the same file: so that a file that runs elsewhere has nothing unknown in it here.
 */
public final class Catalogue {
  private static final String INCLUDE = "include ";

  private final Map<String, Map<String, Entry>> sections = new LinkedHashMap<>();

  private Catalogue() {}

  /** What is said of an option beside its value. */
  public enum Mark {
    /** It may change while the service runs. */
    MUTABLE,
    /** Its value is never shown. */
    SECRET,
    /** Upstream will remove it. */
    RETIRED,
    /** Upstream does not know it, or not any more. */
    OURS
  }

  /** An option. */
  public record Entry(
      String section,
      String name,
      ValueType type,
      String defaultValue,
      Set<Mark> marks,
      String meaning) {

    public Entry {
      marks = Set.copyOf(marks);
    }

    /** The type in words. */
    public String shownType() {
      return type.shown();
    }

    /** True if it has the mark. */
    public boolean is(Mark mark) {
      return marks.contains(mark);
    }
  }

  /** Reads the catalogue that comes with the program. */
  public static Catalogue load() {
    Map<String, List<String>> table = Table.read("catalogue.txt");
    Catalogue catalogue = new Catalogue();
    table.forEach((section, lines) -> {
      if (!section.startsWith("(")) {
        Map<String, Entry> options =
            catalogue.sections.computeIfAbsent(section, _ -> new LinkedHashMap<>());
        lines.stream()
            .flatMap(line ->
                line.startsWith(INCLUDE)
                    ? shared(table, line.substring(INCLUDE.length())).stream()
                    : Stream.of(line))
            .map(line -> entry(section, line))
            .forEach(entry -> options.put(entry.name(), entry));
      }
    });
    return catalogue;
  }

  /** All options, a section after the other. */
  public List<Entry> entries() {
    return sections.values().stream().flatMap(section -> section.values().stream()).toList();
  }

  /** The option, if there is one of that name. */
  public Optional<Entry> find(String section, String name) {
    return Optional.ofNullable(sections.getOrDefault(section, Map.of()).get(name));
  }

  Set<String> sections() {
    return sections.keySet();
  }

  /** The names of a section's options. */
  Set<String> names(String section) {
    return sections.getOrDefault(section, Map.of()).keySet();
  }

  private static List<String> shared(Map<String, List<String>> table, String name) {
    return Objects.requireNonNull(table.get("(" + name + ")"), name);
  }

  private static Entry entry(String section, String line) {
    String[] field = line.split("\\|", -1);
    for (int i = 0; i < field.length; i++) {
      field[i] = field[i].strip();
    }
    Set<Mark> marks =
        Arrays.stream(field[3].split(","))
            .filter(mark -> !mark.isEmpty())
            .map(mark -> Mark.valueOf(mark.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toUnmodifiableSet());
    return new Entry(section, field[0], ValueType.of(field[1]), field[2], marks, field[4]);
  }
}
