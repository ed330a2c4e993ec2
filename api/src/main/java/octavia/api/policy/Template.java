package octavia.api.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The right side of a check, such as {@code %(project_id)s}: text with attributes of the target in
 * it.
 *
 * @param written as it stands in the rule
 * @param parts text, and names of attributes, alternating; text first
 */
record Template(String written, List<String> parts) {
  private static final Pattern PLACE = Pattern.compile("%(?:\\(([^)]*)\\)s|(%))");

  Template {
    parts = List.copyOf(parts);
  }

  /** The template, empty if it has a percent sign that means nothing. */
  static Optional<Template> parse(String written) {
    List<String> parts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    Matcher matcher = PLACE.matcher(written);
    int end = 0;
    while (matcher.find()) {
      text.append(written, end, matcher.start());
      if (matcher.group(2) != null) {
        text.append('%');
      } else {
        parts.add(text.toString());
        parts.add(matcher.group(1));
        text.setLength(0);
      }
      end = matcher.end();
    }
    String rest = written.substring(end);
    parts.add(text + rest);
    boolean stray = PLACE.matcher(written).replaceAll("").indexOf('%') >= 0; // %d and the like
    return stray ? Optional.empty() : Optional.of(new Template(written, parts));
  }

  /** The text with the target's attributes; empty if the target lacks one. */
  Optional<String> fill(Map<String, ? extends @Nullable Object> target) {
    StringBuilder text = new StringBuilder(parts.getFirst());
    for (int i = 1; i < parts.size(); i += 2) {
      String name = parts.get(i);
      if (!target.containsKey(name)) {
        return Optional.empty();
      }
      text.append(text(target.get(name))).append(parts.get(i + 1));
    }
    return Optional.of(text.toString());
  }

  /** A value as rules write it: {@code None}, {@code True}, {@code False}, or its text. */
  static String text(@Nullable Object value) {
    if (value == null) {
      return "None";
    }
    if (value instanceof Boolean flag) {
      return flag ? "True" : "False";
    }
    return value.toString();
  }

  @Override
  public String toString() {
    return written;
  }
}
