package octavia.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import octavia.config.Options.Declared;
import org.jspecify.annotations.Nullable;

/** Which names are known, and which of them somebody may have meant. */
final class Known {
  private static final String AUTH_SECTION = "auth_section";

  private final Map<String, Set<String>> names = new TreeMap<>();

  Known(
      @Nullable Catalogue catalogue,
      Collection<Declared> declared,
      Collection<Declared> elsewhere,
      IniFile file) {
    if (catalogue != null) {
      catalogue.entries().forEach(entry -> names(entry.section()).add(entry.name()));
      // Who logs in as another section says has a section of any name.
      for (String section : file.sections()) {
        for (String other : file.section(section).getOrDefault(AUTH_SECTION, List.of())) {
          names(other).addAll(catalogue.names("service_auth"));
        }
      }
    }
    declared.forEach(option -> names(option.section()).add(option.name()));
    elsewhere.forEach(option -> names(option.section()).add(option.name()));
  }

  boolean hasSection(String section) {
    return names.containsKey(section);
  }

  boolean has(String section, String name) {
    return names.getOrDefault(section, Set.of()).contains(name);
  }

  /** The part of a sentence that names the section that may have been meant; may be empty. */
  String nearestSection(String section) {
    return nearest(section, names.keySet(), each -> "[" + each + "]");
  }

  /** The part of a sentence that names the option that may have been meant; may be empty. */
  String nearest(String section, String name) {
    if (!hasSection(section)) {
      return "";
    }
    List<String> elsewhere =
        names.entrySet().stream()
            .filter(each -> each.getValue().contains(name))
            .map(Map.Entry::getKey)
            .toList();
    if (elsewhere.size() == 1) {
      return "; it belongs to section [" + elsewhere.getFirst() + "]";
    }
    return nearest(name, names.getOrDefault(section, Set.of()), each -> each);
  }

  private Set<String> names(String section) {
    return names.computeIfAbsent(section, _ -> new TreeSet<>());
  }

  private static String nearest(String name, Collection<String> all, UnaryOperator<String> shown) {
    return all.stream()
        .min(Comparator.comparingInt(candidate -> distance(candidate, name)))
        .filter(best -> distance(best, name) <= Math.max(2, name.length() / 3))
        .map(best -> "; did you mean " + shown.apply(best) + "?")
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
}
