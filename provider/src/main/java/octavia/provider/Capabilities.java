package octavia.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Holds data of a profile against the keys that a provider supports. The texts are those of the
 * JSON Schema validator that upstream's amphora provider uses.
 */
public final class Capabilities {

  private Capabilities() {}

  /**
   * Refuses data that has other keys or other values than it may. Of several errors the one is told
   * that is nearest to the root.
   *
   * @param data a JSON value: a map, list, text, number or boolean, or null
   * @throws UnsupportedOptionException with the error
   */
  public static void check(List<Capability> supported, @Nullable Object data) {
    if (!(data instanceof Map<?, ?> values)) {
      throw new UnsupportedOptionException(python(data) + " is not of type 'object'");
    }
    TreeSet<String> unknown = new TreeSet<>();
    values.keySet().forEach(key -> unknown.add(String.valueOf(key)));
    supported.forEach(capability -> unknown.remove(capability.name()));
    if (!unknown.isEmpty()) {
      throw new UnsupportedOptionException(
          "Additional properties are not allowed ("
              + String.join(", ", unknown.stream().map(Capabilities::python).toList())
              + (unknown.size() == 1 ? " was" : " were")
              + " unexpected)");
    }
    for (Capability capability : supported) {
      if (values.containsKey(capability.name())) {
        check(capability, values.get(capability.name()));
      }
    }
  }

  private static void check(Capability capability, @Nullable Object value) {
    boolean fits =
        switch (capability.type()) {
          case STRING -> value instanceof String;
          case BOOLEAN -> value instanceof Boolean;
          case ARRAY -> value instanceof List;
        };
    if (!fits) {
      throw new UnsupportedOptionException(
          capability.name()
              + " "
              + python(value)
              + " is not of type '"
              + capability.type().name().toLowerCase(Locale.ROOT)
              + "'");
    }
    if (!capability.choices().isEmpty() && !capability.choices().contains(value)) {
      throw new UnsupportedOptionException(
          capability.name()
              + " "
              + python(value)
              + " is not one of "
              + python(capability.choices()));
    }
  }

  /** A value as Python writes it. */
  private static String python(@Nullable Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean flag -> flag ? "True" : "False";
      case String text -> "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
      case List<?> list -> "[" + String.join(", ", all(list)) + "]";
      case Map<?, ?> map -> {
        List<String> entries = new ArrayList<>();
        map.forEach((key, each) -> entries.add(python(key) + ": " + python(each)));
        yield "{" + String.join(", ", entries) + "}";
      }
      default -> Objects.toString(value);
    };
  }

  private static List<String> all(List<?> list) {
    List<String> texts = new ArrayList<>();
    list.forEach(each -> texts.add(python(each)));
    return texts;
  }
}
