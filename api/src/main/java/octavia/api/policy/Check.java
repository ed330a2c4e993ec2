package octavia.api.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A parsed rule of oslo.policy's language. {@code toString} writes it in that language again.
 * Values, for all threads.
 */
sealed interface Check {

  /** What a check compares: the rules beside it, who asks, and what is acted on. */
  record Question(
      Rules rules,
      Map<String, ? extends @Nullable Object> credentials,
      Map<String, ? extends @Nullable Object> target) {}

  /** True if the check lets the request pass. */
  boolean passes(Question question);

  /** {@code @} and the empty rule. */
  record Always() implements Check {
    @Override
    public boolean passes(Question question) {
      return true;
    }

    @Override
    public String toString() {
      return "@";
    }
  }

  /** {@code !}, and whatever could not be understood. */
  record Never() implements Check {
    @Override
    public boolean passes(Question question) {
      return false;
    }

    @Override
    public String toString() {
      return "!";
    }
  }

  /** {@code not ...}. */
  record Not(Check check) implements Check {
    @Override
    public boolean passes(Question question) {
      return !check.passes(question);
    }

    @Override
    public String toString() {
      return "not " + check;
    }
  }

  /** {@code ... and ...}. */
  record And(List<Check> checks) implements Check {
    public And {
      checks = List.copyOf(checks);
    }

    @Override
    public boolean passes(Question question) {
      return checks.stream().allMatch(check -> check.passes(question));
    }

    @Override
    public String toString() {
      return checks.stream().map(Check::toString).collect(Collectors.joining(" and ", "(", ")"));
    }
  }

  /** {@code ... or ...}. */
  record Or(List<Check> checks) implements Check {
    public Or {
      checks = List.copyOf(checks);
    }

    @Override
    public boolean passes(Question question) {
      return checks.stream().anyMatch(check -> check.passes(question));
    }

    @Override
    public String toString() {
      return checks.stream().map(Check::toString).collect(Collectors.joining(" or ", "(", ")"));
    }
  }

  /** {@code rule:name}; a rule that does not exist lets nothing pass. */
  record Rule(String name) implements Check {
    @Override
    public boolean passes(Question question) {
      return question.rules().find(name).map(rule -> rule.passes(question)).orElse(false);
    }

    @Override
    public String toString() {
      return "rule:" + name;
    }
  }

  /** {@code role:name}, without regard to case. */
  record Role(Template name) implements Check {
    @Override
    public boolean passes(Question question) {
      return name.fill(question.target())
          .map(wanted -> wanted.toLowerCase(Locale.ROOT))
          .filter(wanted ->
              question.credentials().get("roles") instanceof List<?> roles
                  && roles.stream()
                      .anyMatch(
                          role -> String.valueOf(role).toLowerCase(Locale.ROOT).equals(wanted)))
          .isPresent();
    }

    @Override
    public String toString() {
      return "role:" + name;
    }
  }

  /** {@code is_admin:True}, Octavia's own. */
  record IsAdmin(boolean expected) implements Check {
    @Override
    public boolean passes(Question question) {
      return Objects.equals(question.credentials().get("is_admin"), expected);
    }

    @Override
    public String toString() {
      return "is_admin:" + (expected ? "True" : "False");
    }
  }

  /** {@code 'literal':value}: the value against a text that stands in the rule. */
  record Literal(String written, String value, Template match) implements Check {
    @Override
    public boolean passes(Question question) {
      return match.fill(question.target()).filter(value::equals).isPresent();
    }

    @Override
    public String toString() {
      return written + ":" + match;
    }
  }

  /** {@code key:value}: what is known of the caller under the key, or one of a list, equals it. */
  record Credential(String key, Template match) implements Check {
    @Override
    public boolean passes(Question question) {
      if (!question.credentials().containsKey(key)) {
        return false;
      }
      return match
          .fill(question.target())
          .filter(wanted -> isOrHas(question.credentials().get(key), wanted))
          .isPresent();
    }

    private static boolean isOrHas(@Nullable Object known, String wanted) {
      return known instanceof List<?> list
          ? list.stream().anyMatch(each -> Template.text(each).equals(wanted))
          : Template.text(known).equals(wanted);
    }

    @Override
    public String toString() {
      return key + ":" + match;
    }
  }
}
