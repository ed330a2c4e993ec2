package octavia.api.error;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was refused, for programs: it stands beside upstream's text in a key of its own.
 *
 * @param code a stable word
 * @param field the attribute or parameter that is wrong, if it is one
 * @param value what was sent there, bounded
 * @param rule what it must be, in words
 */
public record Reason(
    Code code, @Nullable String field, @Nullable String value, @Nullable String rule) {
  private static final int MAX_VALUE = 128;

  /** The stable words. */
  public enum Code {
    MALFORMED,
    UNKNOWN_ATTRIBUTE,
    UNKNOWN_ARGUMENT,
    MISSING,
    WRONG_TYPE,
    OUT_OF_RANGE,
    BAD_LENGTH,
    BAD_FORMAT,
    NOT_A_CHOICE,
    INVALID,
    NOT_FOUND,
    DUPLICATE,
    PENDING,
    IN_USE,
    DISABLED,
    UNSUPPORTED,
    UNAVAILABLE,
    INTERNAL
  }

  public Reason {
    if (value != null && value.length() > MAX_VALUE) {
      value = value.substring(0, MAX_VALUE) + "…";
    }
  }

  /** A reason that is about no single field. */
  public static Reason of(Code code) {
    return new Reason(code, null, null, null);
  }

  Map<String, String> render() {
    Map<String, String> rendered = new LinkedHashMap<>();
    rendered.put("code", code.name());
    if (field != null) {
      rendered.put("field", field);
    }
    if (value != null) {
      rendered.put("value", value);
    }
    if (rule != null) {
      rendered.put("rule", rule);
    }
    return rendered;
  }
}
