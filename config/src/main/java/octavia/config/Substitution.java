package octavia.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the values of other options where {@code $name} or {@code ${section.name}} stands, as
 * oslo.config does: a name without section is looked for in the same section, then in DEFAULT;
 * {@code $$} and {@code \$} are a $. What names no option stays as it stands.
 */
final class Substitution {
  private static final Pattern REFERENCE =
      Pattern.compile("[$\\\\]\\$|\\$(?:(\\w[.\\w]*)|\\{(\\w[.\\w]*)})");

  private static final int DEEPEST = 10;

  private final IniFile file;
  private final Catalogue catalogue;
  private final Set<String> warnings = new LinkedHashSet<>();

  Substitution(IniFile file, Catalogue catalogue) {
    this.file = file;
    this.catalogue = catalogue;
  }

  /** The value of the option, with everything in its place. */
  String apply(String section, String name, String value) {
    return apply(section, name, value, 0);
  }

  /** A sentence for each option that refers to one that there is not. Never shows a value. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  private String apply(String section, String name, String value, int depth) {
    if (value.indexOf('$') < 0) {
      return value;
    }
    Matcher reference = REFERENCE.matcher(value);
    StringBuilder result = new StringBuilder();
    while (reference.find()) {
      String key = reference.group(1) == null ? reference.group(2) : reference.group(1);
      String text;
      if (key == null) {
        text = "$";
      } else if (depth == DEEPEST) {
        warnings.add("[" + section + "] " + name + " refers to itself by $");
        text = "";
      } else {
        text =
            find(section, key, depth)
                .orElseGet(() -> {
                  warnings.add(
                      "["
                          + section
                          + "] "
                          + name
                          + " has a $ before a name that no option has; a $ itself is written $$");
                  return reference.group();
                });
      }
      reference.appendReplacement(result, Matcher.quoteReplacement(text));
    }
    return reference.appendTail(result).toString();
  }

  private Optional<String> find(String section, String key, int depth) {
    int dot = key.indexOf('.');
    return dot > 0
        ? value(key.substring(0, dot), key.substring(dot + 1), depth)
        : value(section, key, depth).or(() -> value("DEFAULT", key, depth));
  }

  private Optional<String> value(String section, String name, int depth) {
    List<String> given = file.section(section).getOrDefault(name, List.of());
    return given.isEmpty()
        ? catalogue.find(section, name).map(Catalogue.Entry::defaultValue)
        : Optional.of(apply(section, name, given.getLast(), depth + 1));
  }
}
