package octavia.app.configuration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import octavia.config.Catalogue;
import octavia.config.Catalogue.Entry;
import octavia.config.Catalogue.Mark;
import octavia.config.Options.Declared;
import org.jspecify.annotations.Nullable;

/** The page that tells all options, made from the code that reads them. */
final class Reference {
  private static final String SECRET = "a secret";

  private final Map<String, List<Row>> sections;

  /** How it is written. */
  enum Format {
    TEXT,
    MARKDOWN,
    CONF
  }

  /**
   * An option.
   *
   * @param notes what is said of it beside, in words
   */
  record Row(String name, String type, String defaultValue, List<String> notes, String meaning) {
    Row {
      notes = List.copyOf(notes);
    }
  }

  private Reference(Map<String, List<Row>> sections) {
    this.sections = sections;
  }

  /** Of what there is, and of that what is read; the reader's default is the one that counts. */
  static Reference of(Catalogue catalogue, List<Declared> read) {
    Map<String, Declared> effective = new LinkedHashMap<>();
    read.forEach(option -> effective.put(option.section() + "." + option.name(), option));
    Map<String, List<Row>> sections = new LinkedHashMap<>();
    for (Entry entry : catalogue.entries()) {
      @Nullable Declared option = effective.remove(entry.section() + "." + entry.name());
      sections.computeIfAbsent(entry.section(), _ -> new ArrayList<>()).add(row(entry, option));
    }
    for (Declared option : effective.values()) {
      sections
          .computeIfAbsent(option.section(), _ -> new ArrayList<>())
          .add(
              new Row(
                  option.name(),
                  option.type(),
                  option.defaultValue(),
                  List.of("not an option of upstream's"),
                  option.meaning()));
    }
    return new Reference(sections);
  }

  private static Row row(Entry entry, @Nullable Declared option) {
    List<String> notes = new ArrayList<>();
    if (entry.is(Mark.MUTABLE)) {
      notes.add("SIGHUP reloads it");
    }
    if (entry.is(Mark.SECRET)) {
      notes.add(SECRET);
    }
    if (entry.is(Mark.OURS)) {
      notes.add("not an option of upstream's");
    }
    if (option == null) {
      notes.add("no effect yet");
      return new Row(entry.name(), entry.shownType(), entry.defaultValue(), notes, entry.meaning());
    }
    Optional.of(entry.defaultValue())
        .filter(upstream -> !upstream.isEmpty() && !isSame(upstream, option.defaultValue()))
        .ifPresent(upstream -> notes.add("upstream's default is " + upstream));
    return new Row(entry.name(), option.type(), option.defaultValue(), notes, option.meaning());
  }

  /** As values, not as texts: 60 is 60.0, and a list may have spaces. */
  private static boolean isSame(String one, String other) {
    return plain(one).equals(plain(other));
  }

  private static String plain(String value) {
    return value.replaceAll("([:,])\\s+", "$1").replaceFirst("^(\\d+)\\.0$", "$1");
  }

  String written(Format format) {
    return sections.entrySet().stream()
        .map(section ->
            switch (format) {
              case TEXT -> text(section.getKey(), section.getValue());
              case MARKDOWN -> markdown(section.getKey(), section.getValue());
              case CONF -> conf(section.getKey(), section.getValue());
            })
        .collect(Collectors.joining("\n"));
  }

  private static String text(String section, List<Row> rows) {
    StringBuilder page = new StringBuilder("[" + section + "]\n");
    for (Row row : rows) {
      page.append(row.name());
      if (!row.defaultValue().isEmpty()) {
        page.append(" = ").append(row.defaultValue());
      }
      page.append("\n    ").append(row.meaning()).append("\n    (");
      page.append(row.type());
      row.notes().forEach(note -> page.append("; ").append(note));
      page.append(")\n");
    }
    return page.toString();
  }

  private static String markdown(String section, List<Row> rows) {
    StringBuilder page =
        new StringBuilder(
            "## [" + section + "]\n\n| option | type | default | meaning |\n|---|---|---|---|\n");
    for (Row row : rows) {
      page.append("| `").append(row.name()).append("` | ");
      page.append(cell(row.type())).append(" | ");
      page.append(row.defaultValue().isEmpty() ? "" : "`" + cell(row.defaultValue()) + "`");
      page.append(" | ").append(cell(row.meaning()));
      row.notes().forEach(note -> page.append("; *").append(cell(note)).append('*'));
      page.append(" |\n");
    }
    return page.toString();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private static String conf(String section, List<Row> rows) {
    StringBuilder page = new StringBuilder("[" + section + "]\n");
    for (Row row : rows) {
      page.append("\n# ").append(row.meaning()).append("\n# ").append(row.type());
      row.notes().forEach(note -> page.append("; ").append(note));
      page.append("\n#").append(row.name()).append(" = ");
      page.append(row.defaultValue().replace("$", "$$")).append('\n');
    }
    return page.toString();
  }
}
