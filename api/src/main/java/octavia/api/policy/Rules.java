package octavia.api.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Rules by name, immutable. What goes round in circles has been made to deny. */
final class Rules {
  private final Map<String, Check> rules;
  private final String defaultRule;

  private Rules(Map<String, Check> rules, String defaultRule) {
    this.rules = rules;
    this.defaultRule = defaultRule;
  }

  /**
   * Rules whose references to each other end.
   *
   * @param defaultRule name of the rule that stands for those that do not exist
   * @param complaints is given a sentence for every rule that is wrong
   */
  static Rules of(Map<String, Check> named, String defaultRule, Consumer<String> complaints) {
    Map<String, Check> sound = new LinkedHashMap<>(named);
    Rules rules = new Rules(sound, defaultRule);
    List<String> endless = new ArrayList<>();
    for (Map.Entry<String, Check> rule : named.entrySet()) {
      if (rules.isEndless(rule.getValue(), Set.of(rule.getKey()))) {
        endless.add(rule.getKey());
      }
      Set<String> unknown = new TreeSet<>();
      references(rule.getValue(), unknown);
      unknown.removeIf(name -> rules.find(name).isPresent());
      if (!unknown.isEmpty()) {
        complaints.accept(
            "rule " + rule.getKey() + " refers to " + unknown + ", which do not exist and deny");
      }
    }
    for (String name : endless) {
      complaints.accept("rule " + name + " refers to itself in the end, and denies");
      sound.put(name, new Check.Never());
    }
    return rules;
  }

  /** The rule, or the default rule where there is none of that name. */
  Optional<Check> find(String name) {
    return Optional.ofNullable(rules.get(name))
        .or(() -> Optional.ofNullable(rules.get(defaultRule)));
  }

  private boolean isEndless(Check check, Set<String> above) {
    Set<String> names = new HashSet<>();
    references(check, names);
    for (String name : names) {
      if (above.contains(name)) {
        return true;
      }
      Set<String> further = new HashSet<>(above);
      further.add(name);
      if (find(name).filter(next -> isEndless(next, further)).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static void references(Check check, Set<String> into) {
    switch (check) {
      case Check.Rule(String name) -> into.add(name);
      case Check.Not(Check inner) -> references(inner, into);
      case Check.And(List<Check> checks) -> checks.forEach(each -> references(each, into));
      case Check.Or(List<Check> checks) -> checks.forEach(each -> references(each, into));
      case Check.Always _, Check.Never _, Check.Role _, Check.IsAdmin _ -> {}
      case Check.Literal _, Check.Credential _ -> {}
    }
  }
}
