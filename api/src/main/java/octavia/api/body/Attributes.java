package octavia.api.body;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import octavia.api.error.ApiException;
import octavia.api.error.Faults;
import octavia.api.error.Reason;
import octavia.api.error.Reason.Code;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The fields of one object in a request. Each method reads one field by the rules of upstream's
 * typed layer: what it takes for a boolean or a number, and what it says where a value is none. A
 * field that is wrong reads as absent; when the whole object has been read, the error of the field
 * that the API declares first is thrown, as upstream does. Of one thread.
 */
public final class Attributes {
  private static final int TEXT_MAX = 255;
  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+(?:_\\d+)*");
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern URL =
      Pattern.compile(
          "(?i:https?)://(?:[A-Za-z0-9._~!$&'()*+,;=:%-]*@)?"
              + "(?:[A-Za-z0-9._~!$&'()*+,;=%-]+|\\[[0-9A-Fa-f:.]+(?:%25[A-Za-z0-9._~%-]+)?])"
              + "(?::[0-9]{0,5})?(?:[/?#][^\\p{Cntrl} \\x80-\\x9f]*)?");
  private static final Pattern URL_PATH = Pattern.compile("/(?!/)[^\\s\\p{Cntrl}\"<>\\\\^`{|}]*");

  private final Body body;
  private final String path;
  private final JsonNode object;
  private final List<String> declared;
  private boolean required;
  private @Nullable ApiException error;
  private int errorAt = Integer.MAX_VALUE;

  private Attributes(Body body, String path, JsonNode object, List<String> declared) {
    this.body = body;
    this.path = path;
    this.object = object;
    this.declared = declared;
  }

  /**
   * Reads an object.
   *
   * @param field what messages call it
   * @param declared the fields that it may have, in the API's order
   */
  static <T> T read(
      Body body,
      String path,
      String field,
      JsonNode object,
      List<String> declared,
      Function<Attributes, T> reader) {
    if (!object.isObject()) {
      throw Faults.invalidInput(
          field, PythonText.of(object), "Value should be an object", Code.WRONG_TYPE);
    }
    List<String> unknown =
        object.propertyNames().stream().filter(name -> !declared.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw Faults.unknownAttributes(path, unknown);
    }
    Attributes attributes = new Attributes(body, path, object, declared);
    T value = reader.apply(attributes);
    if (attributes.error != null) {
      throw attributes.error;
    }
    return value;
  }

  /** Has the next field that is read be mandatory. It may still be null: that is for the rules. */
  public Attributes required() {
    required = true;
    return this;
  }

  /**
   * The project that the object is to belong to: {@code tenant_id}, its name of old, goes before
   * {@code project_id}.
   */
  public Given<String> project() {
    String name = object.has("tenant_id") ? "tenant_id" : "project_id";
    return read(name, value -> text("project_id", value, value, 0, 36));
  }

  /** True if the object has no fields but these. */
  public boolean hasOnly(List<String> names) {
    return names.containsAll(object.propertyNames());
  }

  /** A text of at most 255 characters. */
  public Given<String> text(String name) {
    return text(name, 0, TEXT_MAX);
  }

  /** A text of {@code min..max} characters. */
  public Given<String> text(String name, int min, int max) {
    return read(name, value -> text(name, value, value, min, max));
  }

  /** A text of {@code min..max} characters that matches {@code pattern}. */
  public Given<String> text(String name, int min, int max, Pattern pattern) {
    return read(
        name,
        value -> {
          String text = text(name, value, value, min, max);
          if (!pattern.matcher(text).find()) {
            throw Faults.invalidInput(
                name, text, "Value should match the pattern " + pattern, Code.BAD_FORMAT);
          }
          return text;
        });
  }

  /** True or false: a boolean, a whole number, or a few words. */
  public Given<Boolean> flag(String name) {
    return read(
        name,
        value -> {
          if (value.isBoolean()) {
            return value.booleanValue();
          }
          if (value.isIntegralNumber()) {
            return value.bigIntegerValue().signum() != 0;
          }
          if (value.isString()) {
            switch (value.stringValue()) {
              case "true", "t", "yes", "y", "on", "1" -> {
                return true;
              }
              case "false", "f", "no", "n", "off", "0" -> {
                return false;
              }
              default -> {}
            }
          }
          throw unreadable(
              name, value, "Value not an unambiguous boolean: " + PythonText.of(value));
        });
  }

  /** A whole number in {@code min..max}; fractions are cut off, texts of digits are read. */
  public Given<Integer> number(String name, int min, int max) {
    return read(
        name,
        value -> {
          BigInteger number = wholeNumber(name, value);
          if (number.compareTo(BigInteger.valueOf(min)) < 0) {
            throw Faults.invalidInput(
                name,
                number.toString(),
                "Value should be greater or equal to " + min,
                Code.OUT_OF_RANGE);
          }
          if (number.compareTo(BigInteger.valueOf(max)) > 0) {
            throw Faults.invalidInput(
                name,
                number.toString(),
                "Value should be lower or equal to " + max,
                Code.OUT_OF_RANGE);
          }
          return number.intValueExact();
        });
  }

  /** One of a few numbers. */
  public Given<Double> oneOf(String name, List<Double> choices) {
    return read(
        name,
        value -> {
          double number = decimal(name, value);
          if (!choices.contains(number)) {
            throw notAChoice(name, Double.toString(number), choices);
          }
          return number;
        });
  }

  /** One of a few whole numbers. */
  public Given<Integer> oneOfNumbers(String name, List<Integer> choices) {
    return read(
        name,
        value -> {
          BigInteger number = wholeNumber(name, value);
          return choices.stream()
              .filter(choice -> BigInteger.valueOf(choice).equals(number))
              .findFirst()
              .orElseThrow(() -> notAChoice(name, number.toString(), choices));
        });
  }

  /** One of a few words. */
  public Given<String> word(String name, List<String> choices) {
    return read(
        name,
        value -> {
          if (!value.isString() || !choices.contains(value.stringValue())) {
            throw notAChoice(name, PythonText.of(value), choices);
          }
          return value.stringValue();
        });
  }

  /** One of an enum's constants, spelled as the API does. */
  public <E extends Enum<E>> Given<E> choice(
      String name, E[] choices, Function<E, String> spelling) {
    return read(
        name,
        value -> {
          List<String> words = new ArrayList<>();
          for (E choice : choices) {
            String word = spelling.apply(choice);
            if (value.isString() && value.stringValue().equals(word)) {
              return choice;
            }
            words.add(word);
          }
          throw notAChoice(name, PythonText.of(value), words);
        });
  }

  /** One of an enum's constants, spelled as in Java. */
  public <E extends Enum<E>> Given<E> choice(String name, E[] choices) {
    return choice(name, choices, Enum::name);
  }

  /** A UUID in any of its spellings, given back in the usual one. */
  public Given<String> uuid(String name) {
    return read(name, value -> uuid(name, value, value));
  }

  /** An IPv4 or IPv6 address, given back as it was sent. */
  public Given<String> address(String name) {
    return read(
        name,
        value -> {
          if (!value.isString() || !Addresses.isAddress(value.stringValue())) {
            throw Faults.invalidInput(
                name, PythonText.of(value), "Value should be IPv4 or IPv6 format", Code.BAD_FORMAT);
          }
          return value.stringValue();
        });
  }

  /** An address of the web: scheme {@code http} or {@code https} and a host at least. */
  public Given<String> url(String name) {
    return read(
        name,
        value -> {
          if (!value.isString() || !URL.matcher(value.stringValue()).matches()) {
            throw Faults.invalidInput(
                name, PythonText.of(value), "Value must be a valid URL string", Code.BAD_FORMAT);
          }
          return text(name, value, value, 1, TEXT_MAX);
        });
  }

  /** A path of a URL, perhaps with query and fragment. */
  public Given<String> urlPath(String name, int max) {
    return read(
        name,
        value -> {
          if (!value.isString() || !URL_PATH.matcher(value.stringValue()).matches()) {
            throw Faults.invalidInput(
                name,
                PythonText.of(value),
                "Value must be a valid URL Path string",
                Code.BAD_FORMAT);
          }
          return text(name, value, value, 1, max);
        });
  }

  /** A list of texts of at most {@code max} characters each. */
  public Given<List<String>> texts(String name, int max) {
    return list(name, (list, element) -> text(name, list, element, 0, max));
  }

  /** A list of texts of at most 255 characters each. */
  public Given<List<String>> texts(String name) {
    return texts(name, TEXT_MAX);
  }

  /** The tags: sorted, none of them twice. */
  public Given<List<String>> tags() {
    return read(
        "tags",
        value -> {
          List<String> tags =
              elements("tags", value, (list, tag) -> text("tags", list, tag, 0, TEXT_MAX));
          List<String> sorted = tags.stream().sorted().distinct().toList();
          if (sorted.size() < tags.size()) {
            throw Faults.duplicateId("tags");
          }
          return sorted;
        });
  }

  /** A list of UUIDs. */
  public Given<List<String>> uuids(String name) {
    return list(name, (list, element) -> uuid(name, list, element));
  }

  /** A list of words, each one of {@code choices}; {@code rule} says so where one is not. */
  public Given<List<String>> words(String name, List<String> choices, String rule) {
    return list(
        name,
        (list, element) -> {
          if (!element.isString() || !choices.contains(element.stringValue())) {
            throw Faults.invalidInput(name, PythonText.of(list), rule, Code.NOT_A_CHOICE);
          }
          return element.stringValue();
        });
  }

  /** A list of networks, each given back in network form. */
  public Given<List<String>> networks(String name) {
    return list(
        name,
        (list, element) ->
            Optional.of(element)
                .filter(JsonNode::isString)
                .flatMap(text -> Addresses.network(text.stringValue()))
                .orElseThrow(() ->
                    Faults.invalidInput(
                        name,
                        PythonText.of(list),
                        "Value should be IPv4 or IPv6 CIDR format",
                        Code.BAD_FORMAT)));
  }

  /** An object of texts by name. */
  public Given<Map<String, String>> textMap(String name) {
    return read(
        name,
        value -> {
          if (!value.isObject()) {
            throw unreadable(name, value, "Value not a valid dict: " + PythonText.of(value));
          }
          Map<String, String> texts = new LinkedHashMap<>();
          value
              .properties()
              .forEach(property ->
                  texts.put(
                      property.getKey(), text(name, value, property.getValue(), 0, TEXT_MAX)));
          return texts;
        });
  }

  /** An object with fields of its own. */
  public <T> Given<T> object(String name, List<String> declared, Function<Attributes, T> reader) {
    return read(name, value -> read(body, path + "." + name, name, value, declared, reader));
  }

  /** A list of objects. */
  public <T> Given<List<T>> objects(
      String name, List<String> declared, Function<Attributes, T> reader) {
    return list(
        name, (_, element) -> read(body, path + "." + name, name, element, declared, reader));
  }

  private <T> Given<T> read(String name, Function<JsonNode, T> convert) {
    boolean mandatory = required;
    required = false;
    try {
      JsonNode value = object.get(name);
      if (value == null) {
        if (mandatory) {
          throw Faults.missing(name);
        }
        return Given.absent();
      }
      return value.isNull() ? Given.of(null) : Given.of(convert.apply(value));
    } catch (ApiException e) {
      int at = declared.indexOf(name);
      if (at < errorAt) {
        error = e;
        errorAt = at;
      }
      return Given.absent();
    }
  }

  private interface Element<T> {
    T read(JsonNode list, JsonNode element);
  }

  private <T> Given<List<T>> list(String name, Element<T> reader) {
    return read(name, value -> elements(name, value, reader));
  }

  private <T> List<T> elements(String name, JsonNode value, Element<T> reader) {
    if (!value.isArray()) {
      throw unreadable(name, value, "Value not a valid list: " + PythonText.of(value));
    }
    List<T> elements = new ArrayList<>();
    for (JsonNode element : value) {
      elements.add(reader.read(value, element));
    }
    return elements;
  }

  /**
   * Checks a text.
   *
   * @param shown what messages show: the list, where the text is one of a list
   */
  private static String text(String name, JsonNode shown, JsonNode value, int min, int max) {
    if (!value.isString()) {
      throw Faults.invalidInput(
          name, PythonText.of(shown), "Value should be string", Code.WRONG_TYPE);
    }
    String text = value.stringValue();
    if (text.length() < min) {
      throw Faults.invalidInput(
          name,
          PythonText.of(shown),
          "Value should have a minimum character requirement of " + min,
          Code.BAD_LENGTH);
    }
    // Counted as the database counts: a character beyond the basic plane is two.
    if (text.length() > max) {
      throw Faults.invalidInput(
          name,
          PythonText.of(shown),
          "Value should have a maximum character requirement of " + max,
          Code.BAD_LENGTH);
    }
    if (!storable(text)) {
      throw Faults.invalidInput(
          name,
          PythonText.of(shown),
          "Value should have neither NUL nor half a surrogate pair",
          Code.BAD_FORMAT);
    }
    return text;
  }

  /** What no database takes: NUL, and half of a surrogate pair. */
  private static boolean storable(String text) {
    return text.codePoints().noneMatch(point -> point == 0 || (point >> 11) == 0x1b);
  }

  private static String uuid(String name, JsonNode shown, JsonNode value) {
    if (value.isString()) {
      String hex =
          value
              .stringValue()
              .replace("urn:", "")
              .replace("uuid:", "")
              .replaceAll("^[{}]+|[{}]+$|-", "")
              .toLowerCase(Locale.ROOT);
      if (UUID.matcher(hex).matches()) {
        return hex.substring(0, 8)
            + "-"
            + hex.substring(8, 12)
            + "-"
            + hex.substring(12, 16)
            + "-"
            + hex.substring(16, 20)
            + "-"
            + hex.substring(20);
      }
    }
    throw Faults.invalidInput(
        name, PythonText.of(shown), "Value should be UUID format", Code.BAD_FORMAT);
  }

  private BigInteger wholeNumber(String name, JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue() ? BigInteger.ONE : BigInteger.ZERO;
    }
    if (value.isIntegralNumber()) {
      return value.bigIntegerValue();
    }
    if (value.isNumber() && Double.isFinite(value.doubleValue())) {
      return BigInteger.valueOf((long) value.doubleValue()); // saturates far beyond any range
    }
    if (value.isString()) {
      String digits = value.stringValue().strip();
      if (INTEGER.matcher(digits).matches() && digits.length() < 100) {
        return new BigInteger(digits.replace("_", ""));
      }
    }
    throw unreadable(
        name, value, "invalid literal for int() with base 10: " + PythonText.quoted(value));
  }

  private double decimal(String name, JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue() ? 1 : 0;
    }
    if (value.isNumber()) {
      return value.doubleValue();
    }
    if (value.isString() && value.stringValue().matches("\\s*[+-]?\\d{1,9}(\\.\\d{0,9})?\\s*")) {
      return Double.parseDouble(value.stringValue().strip());
    }
    throw unreadable(name, value, "could not convert string to float: " + PythonText.quoted(value));
  }

  private static ApiException notAChoice(String name, String value, List<?> choices) {
    String all = String.join(", ", choices.stream().map(Object::toString).toList());
    return Faults.invalidInput(name, value, "Value should be one of: " + all, Code.NOT_A_CHOICE);
  }

  /** A value that is not of its type at all: upstream's text then shows the whole document. */
  private ApiException unreadable(String name, JsonNode value, String rule) {
    return Faults.invalidInput(
        body.argument(),
        PythonText.of(body.document()),
        rule,
        new Reason(Code.WRONG_TYPE, name, PythonText.of(value), rule));
  }
}
