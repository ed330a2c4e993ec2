package octavia.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Header fields: names without regard to case (RFC 9110, 5.1), several values a name. */
public final class Fields {
  /** No fields. */
  public static final Fields NONE = new Fields(Map.of());

  private final Map<String, List<String>> values;

  private Fields(Map<String, List<String>> values) {
    this.values = values;
  }

  /** Fields of these names and values. */
  public static Fields of(Map<String, List<String>> fields) {
    Map<String, List<String>> folded = new LinkedHashMap<>();
    fields.forEach((name, values) ->
        folded
            .computeIfAbsent(name.toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
            .addAll(values));
    return new Fields(folded);
  }

  /** As {@link #of}, of names that are in lower case and each there once. */
  static Fields folded(Map<String, List<String>> fields) {
    return new Fields(fields);
  }

  /** The first value of {@code name}. */
  public Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  /** All values of {@code name}, in their order. */
  public List<String> all(String name) {
    return values.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  @Override
  public String toString() {
    return values.keySet().toString(); // names only: values may be tokens
  }
}
