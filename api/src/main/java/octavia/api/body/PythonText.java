package octavia.api.body;

import tools.jackson.databind.JsonNode;

/**
 * Values as upstream's messages show them: in Python's notation. Clients compare the texts, so
 * {@code true} is {@code True} and a map has single quotes.
 */
final class PythonText {

  private PythonText() {}

  /** As {@code str()} says it: a text is itself. */
  static String of(JsonNode value) {
    return value.isString() ? value.stringValue() : quoted(value);
  }

  /** As {@code repr()} says it: a text is in quotes. */
  static String quoted(JsonNode value) {
    StringBuilder out = new StringBuilder();
    append(value, out);
    return out.toString();
  }

  private static void append(JsonNode value, StringBuilder out) {
    switch (value.getNodeType()) {
      case OBJECT -> {
        String separator = "{";
        for (var property : value.properties()) {
          out.append(separator);
          text(property.getKey(), out);
          out.append(": ");
          append(property.getValue(), out);
          separator = ", ";
        }
        out.append(value.isEmpty() ? "{}" : "}");
      }
      case ARRAY -> {
        String separator = "[";
        for (JsonNode element : value) {
          out.append(separator);
          append(element, out);
          separator = ", ";
        }
        out.append(value.isEmpty() ? "[]" : "]");
      }
      case STRING -> text(value.stringValue(), out);
      case BOOLEAN -> out.append(value.booleanValue() ? "True" : "False");
      case NUMBER -> out.append(value.asString());
      case NULL, MISSING, BINARY, POJO -> out.append("None");
    }
  }

  private static void text(String value, StringBuilder out) {
    char quote = value.indexOf('\'') >= 0 && value.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    value
        .codePoints()
        .forEach(point -> {
          switch (point) {
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
              if (point == quote) {
                out.append('\\').append(quote);
              } else if (point < 0x20 || point == 0x7f) {
                out.append(String.format("\\x%02x", point));
              } else {
                out.appendCodePoint(point);
              }
            }
          }
        });
    out.append(quote);
  }
}
