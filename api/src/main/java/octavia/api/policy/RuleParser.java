package octavia.api.policy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads oslo.policy's rule language. What cannot be understood lets nothing pass, and is complained
 * of: a check that is none denies by itself, a broken sentence denies as a whole.
 *
 * <p>{@code not} binds strongest, then {@code and}, then {@code or}; words without regard to case.
 */
final class RuleParser {
  private static final Pattern WHITE = Pattern.compile("\\s+");
  private static final Pattern QUOTED = Pattern.compile("'([^'\\\\]*)'|\"([^\"\\\\]*)\"");
  private static final Pattern CONSTANT =
      Pattern.compile("True|False|None|[+-]?(?:0|[1-9]\\d*)(?:\\.\\d+)?");

  /** Checks that ask another service, which this program does not. */
  private static final List<String> REMOTE = List.of("http", "https");

  private final Consumer<String> complaints;
  private boolean broken;

  /** The words of a rule: brackets, connectives and checks. */
  private sealed interface Word {}

  private enum Mark implements Word {
    OPEN,
    CLOSE,
    AND,
    OR,
    NOT
  }

  private record Leaf(Check check) implements Word {}

  private RuleParser(Consumer<String> complaints) {
    this.complaints = complaints;
  }

  /**
   * Reads a rule.
   *
   * @param rule a text, or a list of lists: the outer joined by "or", the inner ones by "and"
   * @param complaints is given a sentence for each thing that cannot be understood
   */
  static Check parse(Object rule, Consumer<String> complaints) {
    RuleParser parser = new RuleParser(complaints);
    Check check =
        switch (rule) {
          case String text -> parser.text(text);
          case List<?> list -> parser.list(list);
          default -> parser.broken("a rule is a text or a list, not " + rule);
        };
    return parser.broken ? new Check.Never() : check;
  }

  private Check broken(String complaint) {
    broken = true;
    complaints.accept(complaint);
    return new Check.Never();
  }

  private Check list(List<?> rule) {
    if (rule.isEmpty()) {
      return new Check.Always();
    }
    List<Check> any = new ArrayList<>();
    for (Object inner : rule) {
      List<?> texts = inner instanceof List<?> several ? several : List.of(inner);
      if (texts.isEmpty() || texts.getFirst().equals("")) {
        continue;
      }
      List<Check> all = new ArrayList<>();
      texts.forEach(text -> all.add(check(text.toString())));
      any.add(all.size() == 1 ? all.getFirst() : new Check.And(all));
    }
    return switch (any.size()) {
      case 0 -> new Check.Never();
      case 1 -> any.getFirst();
      default -> new Check.Or(any);
    };
  }

  private Check text(String rule) {
    if (rule.isEmpty()) {
      return new Check.Always();
    }
    Deque<Word> words = new ArrayDeque<>();
    for (String token : WHITE.split(rule)) {
      if (!token.isEmpty()) {
        addWords(token, words);
      }
    }
    Optional<Check> check = either(words);
    return check
        .filter(_ -> words.isEmpty())
        .orElseGet(() -> broken("it is not a sentence of checks, and, or, not and brackets"));
  }

  /** Brackets stand at the ends of a token; inside one they belong to {@code %(name)s}. */
  private void addWords(String token, Deque<Word> words) {
    int start = 0;
    while (start < token.length() && token.charAt(start) == '(') {
      words.addLast(Mark.OPEN);
      start++;
    }
    int end = token.length();
    while (end > start && token.charAt(end - 1) == ')') {
      end--;
    }
    String word = token.substring(start, end);
    if (!word.isEmpty()) {
      words.addLast(
          switch (word.toLowerCase(Locale.ROOT)) {
            case "and" -> Mark.AND;
            case "or" -> Mark.OR;
            case "not" -> Mark.NOT;
            default -> new Leaf(check(word));
          });
    }
    for (int i = end; i < token.length(); i++) {
      words.addLast(Mark.CLOSE);
    }
  }

  private static Optional<Check> either(Deque<Word> words) {
    List<Check> checks = new ArrayList<>();
    do {
      Optional<Check> next = both(words);
      if (next.isEmpty()) {
        return next;
      }
      checks.add(next.get());
    } while (take(words, Mark.OR));
    return Optional.of(checks.size() == 1 ? checks.getFirst() : new Check.Or(checks));
  }

  private static Optional<Check> both(Deque<Word> words) {
    List<Check> checks = new ArrayList<>();
    do {
      Optional<Check> next = single(words);
      if (next.isEmpty()) {
        return next;
      }
      checks.add(next.get());
    } while (take(words, Mark.AND));
    return Optional.of(checks.size() == 1 ? checks.getFirst() : new Check.And(checks));
  }

  private static Optional<Check> single(Deque<Word> words) {
    return switch (words.pollFirst()) {
      case null -> Optional.empty();
      case Leaf(Check check) -> Optional.of(check);
      case Mark mark ->
          switch (mark) {
            case NOT -> single(words).map(Check.Not::new);
            case OPEN -> either(words).filter(_ -> take(words, Mark.CLOSE));
            case CLOSE, AND, OR -> Optional.empty();
          };
    };
  }

  private static boolean take(Deque<Word> words, Mark mark) {
    if (words.peekFirst() != mark) {
      return false;
    }
    words.removeFirst();
    return true;
  }

  private Check check(String word) {
    if (word.equals("@")) {
      return new Check.Always();
    }
    if (word.equals("!")) {
      return new Check.Never();
    }
    if (word.length() >= 2 && QUOTED.matcher(word).matches()) {
      return broken(word + " is a text, not a check");
    }
    int colon = word.indexOf(':');
    if (colon < 0) {
      complaints.accept(word + " is not a check, which is written kind:value");
      return new Check.Never();
    }
    String kind = word.substring(0, colon);
    String match = word.substring(colon + 1);
    if (kind.equals("rule")) {
      return new Check.Rule(match);
    }
    if (kind.equals("is_admin")) {
      return new Check.IsAdmin(match.equalsIgnoreCase("true"));
    }
    if (REMOTE.contains(kind)) {
      return broken(word + " asks another service, which is not supported");
    }
    return Template.parse(match)
        .map(template -> compared(kind, template))
        .orElseGet(() -> broken(word + " has a % that is not %(name)s"));
  }

  private static Check compared(String kind, Template match) {
    if (kind.equals("role")) {
      return new Check.Role(match);
    }
    Matcher quoted = QUOTED.matcher(kind);
    if (quoted.matches()) {
      String value = quoted.group(1) == null ? quoted.group(2) : quoted.group(1);
      return new Check.Literal(kind, value, match);
    }
    if (CONSTANT.matcher(kind).matches()) {
      return new Check.Literal(kind, kind.startsWith("+") ? kind.substring(1) : kind, match);
    }
    return new Check.Credential(kind, match);
  }
}
