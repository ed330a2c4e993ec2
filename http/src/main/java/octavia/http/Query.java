package octavia.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The decoded parameters after the question mark, in their order, several values a name. */
public final class Query {
  /** No parameters. */
  public static final Query NONE = new Query(Map.of());

  private final Map<String, List<String>> values;

  private Query(Map<String, List<String>> values) {
    this.values = values;
  }

  /**
   * Parses the raw text after the question mark.
   *
   * @throws IllegalArgumentException if a percent escape is not one
   */
  public static Query parse(String raw) {
    if (raw.isEmpty()) {
      return NONE;
    }
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String pair : raw.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      values.computeIfAbsent(decode(name), _ -> new ArrayList<>()).add(decode(value));
    }
    return new Query(values);
  }

  /** Names of the parameters, in their order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /** The first value of {@code name}. */
  public Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  /** All values of {@code name}, in their order. */
  public List<String> all(String name) {
    return Collections.unmodifiableList(values.getOrDefault(name, List.of()));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
