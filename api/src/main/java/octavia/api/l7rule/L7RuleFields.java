package octavia.api.l7rule;

import java.util.List;
import java.util.regex.Pattern;
import octavia.api.body.Attributes;
import octavia.api.body.Body;
import octavia.api.body.Given;
import octavia.http.Request;
import octavia.model.L7Rule;
import octavia.model.L7Rule.CompareType;

/** What requests say of an L7 rule: all of it can be set at any time. */
record L7RuleFields(
    Given<L7Rule.Type> type,
    Given<CompareType> compareType,
    Given<String> key,
    Given<String> value,
    Given<Boolean> invert,
    Given<Boolean> adminStateUp,
    Given<List<String>> tags) {
  static final List<String> UPDATE =
      List.of("type", "compare_type", "key", "value", "invert", "admin_state_up", "tags");

  private static final String ARGUMENT = "l7rule_";
  private static final int MAX_TEXT = 255;
  private static final Pattern ONE_LINE = Pattern.compile("^[^\\r\\n]*$");

  /** Reads a request to change one. */
  static L7RuleFields readUpdate(Request request) {
    return Body.read(request, ARGUMENT, "rule", UPDATE, body -> read(body, false));
  }

  /**
   * Reads the fields.
   *
   * @param isNew what describes the condition must be there
   */
  static L7RuleFields read(Attributes body, boolean isNew) {
    return new L7RuleFields(
        required(body, isNew).choice("type", L7Rule.Type.values()),
        required(body, isNew).choice("compare_type", CompareType.values()),
        body.text("key", 0, MAX_TEXT, ONE_LINE),
        required(body, isNew).text("value", 0, MAX_TEXT, ONE_LINE),
        body.flag("invert"),
        body.flag("admin_state_up"),
        body.tags());
  }

  private static Attributes required(Attributes body, boolean required) {
    return required ? body.required() : body;
  }
}
