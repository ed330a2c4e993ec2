package octavia.api.l7rule;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import octavia.api.error.ApiException;
import octavia.api.error.Faults;
import octavia.model.L7Rule;
import octavia.model.L7Rule.CompareType;
import org.jspecify.annotations.Nullable;

/** What an L7 rule may be. Pure. */
final class L7RuleRules {
  private static final Pattern HEADER_NAME = Pattern.compile("[a-zA-Z0-9!#$%&'*+,\\-.^_`|~]+");
  private static final Pattern HEADER_VALUE = Pattern.compile("[!-~]+|\"[ -~\\t]*\"");
  private static final Pattern COOKIE_VALUE = Pattern.compile("[!-~&&[^\";\\\\]]+");
  private static final Pattern DN_FIELD = Pattern.compile("[a-zA-Z][A-Za-z0-9-]*");
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");

  /** Python's way to name a group and to refer to it. */
  private static final Pattern NAMED_GROUP = Pattern.compile("\\(\\?P<[A-Za-z_]\\w*>");

  private static final Pattern GROUP_REFERENCE = Pattern.compile("\\(\\?P=[A-Za-z_]\\w*\\)");

  private L7RuleRules() {}

  /** A rule's condition that has been looked at. */
  record Condition(L7Rule.Type type, CompareType compareType, @Nullable String key, String value) {}

  /** Refuses what makes no sense together. */
  static Condition check(
      L7Rule.@Nullable Type type,
      @Nullable CompareType compareType,
      @Nullable String key,
      @Nullable String value) {
    if (value == null || value.isEmpty()) {
      throw invalid("value", "L7 rule type requires a value");
    }
    if (type == null) {
      throw invalid("type", "invalid rule type");
    }
    if (compareType == null) {
      throw invalid("compare_type", "invalid comparison type for rule type");
    }
    Condition condition = new Condition(type, compareType, key, value);
    switch (type) {
      case HEADER -> {
        checkName(key);
        checkValue(compareType, value, HEADER_VALUE, "header value");
      }
      case COOKIE -> {
        checkName(key);
        checkValue(compareType, value, COOKIE_VALUE, "cookie value");
      }
      case HOST_NAME, PATH -> checkValue(compareType, value, HEADER_VALUE, "comparison value");
      case FILE_TYPE -> {
        if (compareType != CompareType.REGEX && compareType != CompareType.EQUAL_TO) {
          throw invalid("compare_type", "invalid comparison type for rule type");
        }
        checkValue(compareType, value, HEADER_VALUE, "comparison value");
      }
      case SSL_CONN_HAS_CERT -> {
        checkNoKey(type, key);
        if (!value.equalsIgnoreCase("true")) {
          throw invalid("value", "L7rule value " + value + " is not a boolean True string.");
        }
        checkEquality(type, compareType);
      }
      case SSL_VERIFY_RESULT -> {
        checkNoKey(type, key);
        if (!DIGITS.matcher(value).matches()) {
          throw invalid("value", "L7rule type " + type + " needs a int value, which is >= 0");
        }
        checkEquality(type, compareType);
      }
      case SSL_DN_FIELD -> {
        if (compareType == CompareType.REGEX) {
          checkRegex(value);
        }
        if (key == null || key.isEmpty()) {
          throw invalid("key", "L7rule type " + type + " needs to specify a key and a value.");
        }
        if (!DN_FIELD.matcher(key).matches()) {
          throw invalid("key", "Invalid L7rule distinguished name field.");
        }
      }
    }
    return condition;
  }

  private static void checkName(@Nullable String key) {
    if (key == null || key.isEmpty()) {
      throw invalid("key", "L7 rule type requires a key");
    }
    if (!HEADER_NAME.matcher(key).matches()) {
      throw Faults.l7Rule("key", "Invalid characters in key");
    }
  }

  private static void checkValue(
      CompareType compareType, String value, Pattern plain, String what) {
    if (compareType == CompareType.REGEX) {
      checkRegex(value);
    } else if (!plain.matcher(value).matches()) {
      throw Faults.l7Rule("value", "Invalid characters in " + what);
    }
  }

  private static void checkRegex(String value) {
    String plain = NAMED_GROUP.matcher(value).replaceAll("(");
    try {
      Pattern.compile(GROUP_REFERENCE.matcher(plain).replaceAll("(?:)"));
    } catch (PatternSyntaxException e) {
      throw Faults.l7Rule(
          "value",
          "Unable to parse regular expression: "
              + e.getDescription()
              + " at position "
              + Math.max(0, e.getIndex()));
    }
  }

  private static void checkNoKey(L7Rule.Type type, @Nullable String key) {
    if (key != null && !key.isEmpty()) {
      throw invalid("key", "L7rule type " + type + " does not use the \"key\" field.");
    }
  }

  private static void checkEquality(L7Rule.Type type, CompareType compareType) {
    if (compareType != CompareType.EQUAL_TO) {
      throw invalid(
          "compare_type", "L7rule type " + type + " only supports the EQUAL_TO compare type.");
    }
  }

  private static ApiException invalid(String field, String detail) {
    return Faults.l7Rule(field, "Invalid L7 Rule: " + detail);
  }
}
