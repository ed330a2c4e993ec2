package octavia.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule language by its values: who passes, and how a rule is understood. */
class RuleParserTest {
  private static final Map<String, Object> TARGET = new HashMap<>();
  private static final Map<String, Object> CALLER = new HashMap<>();

  static {
    TARGET.put("project_id", "p1");
    TARGET.put("empty", null);
    CALLER.put("project_id", "p1");
    CALLER.put("user_id", "u1");
    CALLER.put("system_scope", null);
    CALLER.put("is_admin", false);
    CALLER.put("is_admin_project", true);
    CALLER.put("roles", List.of("Member", "reader"));
  }

  private final List<String> complaints = new ArrayList<>();

  private boolean passes(Object rule) {
    Map<String, Check> rules = new LinkedHashMap<>();
    rules.put("yes", new Check.Always());
    rules.put("no", new Check.Never());
    return RuleParser.parse(rule, complaints::add)
        .passes(new Check.Question(Rules.of(rules, "default", complaints::add), CALLER, TARGET));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "``, true",
        "@, true",
        "!, false",
        "rule:yes, true",
        "rule:no, false",
        "rule:unknown, false",
        "role:member, true",
        "ROLE:member, false", // kinds are spelt as they are
        "role:READER, true",
        "role:admin, false",
        "is_admin:False, true",
        "is_admin:false, true",
        "is_admin:True, false",
        "is_admin:anything, true", // whatever is not true asks for false
        "project_id:%(project_id)s, true",
        "project_id:p1, true",
        "project_id:p2, false",
        "user_id:%(project_id)s, false",
        "user_id:%(user_id)s, false", // the target has no such attribute
        "user_id:u1, true",
        "nobody:u1, false",
        "roles:Member, true",
        "roles:member, false",
        "system_scope:all, false",
        "system_scope:None, true",
        "is_admin_project:True, true",
        "'p1':%(project_id)s, true",
        "\"p1\":%(project_id)s, true",
        "'p2':%(project_id)s, false",
        "True:True, true",
        "None:%(empty)s, true",
        "1:1, true",
        "project_id:p%%1, false",
        "not rule:no, true",
        "NOT rule:no, true",
        "not not rule:yes, true",
        "rule:yes and rule:no, false",
        "rule:yes AND rule:yes, true",
        "rule:no or rule:yes, true",
        "rule:yes or rule:yes and rule:no, true",
        "rule:no and rule:no or rule:yes, true",
        "(rule:yes or rule:yes) and rule:no, false",
        "rule:yes or rule:no and rule:no or rule:no, true",
        "not rule:yes or rule:yes, true",
        "not (rule:yes or rule:yes), false",
        "((role:member)) and (project_id:%(project_id)s), true",
        "( role:member ), true",
      })
  void everyCheckAndConnective(String rule, boolean expected) {
    assertThat(passes(rule)).as(rule).isEqualTo(expected);
    if (!rule.contains("unknown")) {
      assertThat(complaints).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "` `",
        "rule:yes rule:yes",
        "rule:yes and",
        "and rule:yes",
        "not",
        "(rule:yes",
        "rule:yes)",
        "()",
        "rule:yes or or rule:yes",
        "'text'",
        "not 'text'",
        "user_id:%s or rule:yes",
        "not user_id:%d",
        "not http://example.org/check",
      })
  void aBrokenSentenceDeniesAndIsComplainedOf(String rule) {
    assertThat(passes(rule)).as(rule).isFalse();
    assertThat(complaints).isNotEmpty();
  }

  @Test
  void aWordThatIsNoCheckDeniesByItself() {
    assertThat(passes("admin or rule:yes")).isTrue();
    assertThat(passes("admin")).isFalse();
    assertThat(complaints)
        .containsExactly(
            "admin is not a check, which is written kind:value",
            "admin is not a check, which is written kind:value");
  }

  @Test
  void listsOfLists() {
    assertThat(passes(List.of())).isTrue();
    assertThat(passes(List.of(List.of("rule:yes", "rule:no"), List.of("rule:yes")))).isTrue();
    assertThat(passes(List.of(List.of("rule:yes", "rule:no")))).isFalse();
    assertThat(passes(List.of("rule:no", "rule:yes"))).isTrue();
    assertThat(passes(List.of(List.of()))).isFalse();
    assertThat(complaints).isEmpty();
    assertThat(passes(7)).isFalse();
    assertThat(complaints).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "role:a and role:b or role:c and role:d|((role:a and role:b) or (role:c and role:d))",
        "not role:a and role:b|(not role:a and role:b)",
        "role:a and (role:b or role:c)|(role:a and (role:b or role:c))",
      },
      delimiter = '|')
  void bindsAsOsloPolicyDoes(String rule, String understood) {
    assertThat(RuleParser.parse(rule, complaints::add)).hasToString(understood);
  }

  @Test
  void whatReferstoItselfDenies() {
    Map<String, Check> rules = new LinkedHashMap<>();
    for (String rule :
        Arrays.asList("a=rule:b", "b=not rule:a", "c=not rule:a", "d=rule:e", "e=@")) {
      String[] parts = rule.split("=", 2);
      rules.put(parts[0], RuleParser.parse(parts[1], complaints::add));
    }
    Rules sound = Rules.of(rules, "default", complaints::add);
    assertThat(complaints)
        .containsExactly(
            "rule a refers to itself in the end, and denies",
            "rule b refers to itself in the end, and denies",
            "rule c refers to itself in the end, and denies");
    assertThat(sound.find("c")).contains(new Check.Never());
    assertThat(sound.find("d")).contains(new Check.Rule("e"));
  }

  @Test
  void theDefaultRuleStandsForWhatIsMissing() {
    Rules rules = Rules.of(Map.of("default", new Check.Always()), "default", complaints::add);
    assertThat(rules.find("anything")).contains(new Check.Always());
  }
}
