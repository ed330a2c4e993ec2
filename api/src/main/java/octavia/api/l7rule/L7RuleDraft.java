package octavia.api.l7rule;

import java.util.ArrayList;
import java.util.List;
import octavia.api.body.Attributes;
import octavia.api.body.Body;
import octavia.http.Request;

/** An L7 rule to be created, alone or in a tree. */
public record L7RuleDraft(L7RuleFields fields) {
  /** What a rule in a tree may say, in the API's order. */
  public static final List<String> IN_TREE = L7RuleFields.UPDATE;

  private static final List<String> ALONE = alone();

  static L7RuleDraft read(Request request) {
    return Body.read(
        request,
        "rule_",
        "rule",
        ALONE,
        body -> {
          body.project(); // checked and ignored: a rule belongs to its policy's project
          return read(body);
        });
  }

  /** Reads one out of a tree. */
  public static L7RuleDraft read(Attributes body) {
    return new L7RuleDraft(L7RuleFields.read(body, true));
  }

  private static List<String> alone() {
    List<String> alone = new ArrayList<>(IN_TREE);
    alone.add(alone.indexOf("tags"), "project_id");
    alone.add("tenant_id");
    return List.copyOf(alone);
  }
}
