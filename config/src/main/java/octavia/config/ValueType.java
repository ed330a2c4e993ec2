package octavia.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * What the value of an option may be, as oslo.config would take it.
 *
 * @param shown the type in words
 * @param repeatable true if a key that comes several times has several values
 */
record ValueType(String shown, boolean repeatable, Consumer<String> check) {
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_-]{1,63})*\\.?");

  /**
   * The type that the catalogue writes as {@code notation}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static ValueType of(String notation) {
    String[] words = notation.split(" ", 2);
    String rest = words.length == 1 ? "" : words[1].strip();
    return switch (words[0]) {
      case "text" -> one("text", _ -> {});
      case "bool" -> one("true | false", ValueType::flag);
      case "int" -> number("whole number", rest, ValueType::whole);
      case "float" -> number("number", rest, ValueType::decimal);
      case "port" -> ranged("port", new Range(0, 65_535), ValueType::whole);
      case "ip" -> one("IP address", ValueType::address);
      case "host" -> one("host name", ValueType::host);
      case "list" ->
          rest.equals("of ip")
              ? one("list of IP addresses", value -> list(value).forEach(ValueType::address))
              : one("list", _ -> {});
      case "dict" -> one("name:value,...", ValueType::map);
      case "multi" -> new ValueType("text, may be repeated", true, _ -> {});
      case "choice" -> choice(List.of(rest.split(",", -1)), false);
      case "any-case" -> choice(List.of(rest.split(",", -1)), true);
      default -> throw new IllegalArgumentException("no type is called " + notation);
    };
  }

  /** True or false, in oslo's spellings. */
  static boolean flag(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true", "1", "on", "yes" -> true;
      case "false", "0", "off", "no" -> false;
      default -> throw new IllegalArgumentException("is neither true nor false");
    };
  }

  static double whole(String value) {
    try {
      return Long.parseLong(value.startsWith("+") ? value.substring(1) : value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("is not a whole number", e);
    }
  }

  private static double decimal(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("is not a number", e);
    }
  }

  /** Entries separated by commas; those that are empty do not count. */
  static List<String> list(String value) {
    return Arrays.stream(value.split(","))
        .map(String::strip)
        .filter(entry -> !entry.isEmpty())
        .toList();
  }

  /** Pairs of {@code name:value} separated by commas, in their order. */
  static Map<String, String> map(String value) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : list(value)) {
      int colon = pair.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("is not a list of name:value, separated by commas");
      }
      String name = pair.substring(0, colon).strip();
      if (pairs.put(name, pair.substring(colon + 1).strip()) != null) {
        throw new IllegalArgumentException("names " + name + " twice");
      }
    }
    return pairs;
  }

  private static void address(String value) {
    try {
      java.net.InetAddress.ofLiteral(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is not an IP address", e);
    }
  }

  private static void host(String value) {
    if (!HOST.matcher(value).matches()) {
      throw new IllegalArgumentException("is not a host name");
    }
  }

  private static ValueType one(String shown, Consumer<String> check) {
    return new ValueType(shown, false, check);
  }

  private static ValueType choice(List<String> choices, boolean anyCase) {
    return one(
        String.join(" | ", choices.stream().filter(choice -> !choice.isEmpty()).toList()),
        value -> {
          if (choices.stream()
              .noneMatch(each -> anyCase ? each.equalsIgnoreCase(value) : each.equals(value))) {
            throw new IllegalArgumentException("is not one of " + String.join(", ", choices));
          }
        });
  }

  /** A number in a range as {@link Range#of} reads it, which is shown behind its name. */
  private static ValueType number(String name, String notation, ToDoubleFunction<String> parse) {
    Range range = Range.of(notation);
    return ranged(name + range.shown(), range, parse);
  }

  /** A number; empty is as if not set. */
  private static ValueType ranged(String shown, Range range, ToDoubleFunction<String> parse) {
    return one(
        shown,
        value -> {
          if (!value.isEmpty()) {
            range.check(parse.applyAsDouble(value));
          }
        });
  }

  /** What a number may be; the ends belong to it. */
  private record Range(double min, double max) {

    /** The range that the catalogue writes as MIN..MAX, or leaves out; either end may be open. */
    static Range of(String notation) {
      String[] ends = notation.isEmpty() ? new String[] {"", ""} : notation.split("\\.\\.", -1);
      return new Range(
          ends[0].isEmpty() ? Double.NEGATIVE_INFINITY : Double.parseDouble(ends[0]),
          ends[1].isEmpty() ? Double.POSITIVE_INFINITY : Double.parseDouble(ends[1]));
    }

    String shown() {
      if (min == Double.NEGATIVE_INFINITY) {
        return "";
      }
      return max == Double.POSITIVE_INFINITY
          ? ", from " + end(min)
          : ", " + end(min) + " to " + end(max);
    }

    void check(double number) {
      if (!(number >= min && number <= max)) {
        throw new IllegalArgumentException(
            max == Double.POSITIVE_INFINITY
                ? "is below " + end(min)
                : "is not in " + end(min) + ".." + end(max));
      }
    }

    private static String end(double number) {
      return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
  }
}
