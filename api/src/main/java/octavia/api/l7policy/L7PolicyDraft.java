package octavia.api.l7policy;

import java.util.ArrayList;
import java.util.List;
import octavia.api.body.Attributes;
import octavia.api.body.Body;
import octavia.api.body.Given;
import octavia.api.l7rule.L7RuleDraft;
import octavia.api.pool.PoolDraft;
import octavia.http.Request;
import org.jspecify.annotations.Nullable;

/**
 * An L7 policy to be created, alone or in a tree.
 *
 * @param listenerId null in a tree
 * @param redirectPool in a tree: defined there, or named
 * @param rules to be created with it
 */
public record L7PolicyDraft(
    @Nullable String listenerId,
    @Nullable PoolDraft redirectPool,
    List<L7RuleDraft> rules,
    L7PolicyFields fields) {
  /** What a policy in a tree may say, in the API's order. */
  public static final List<String> IN_TREE = inTree();

  private static final List<String> ALONE = alone();

  public L7PolicyDraft {
    rules = List.copyOf(rules);
  }

  static L7PolicyDraft read(Request request) {
    return Body.read(
        request,
        L7PolicyFields.ARGUMENT,
        "l7policy",
        ALONE,
        body -> {
          body.project(); // checked and ignored: it belongs to its load balancer's project
          return new L7PolicyDraft(
              body.required().uuid("listener_id").orNull(),
              null,
              rules(body),
              L7PolicyFields.read(body, true));
        });
  }

  /** Reads one out of a tree. */
  public static L7PolicyDraft read(Attributes body) {
    Given<PoolDraft> pool = body.object("redirect_pool", PoolDraft.IN_TREE, PoolDraft::read);
    return new L7PolicyDraft(null, pool.orNull(), rules(body), L7PolicyFields.read(body, true));
  }

  private static List<L7RuleDraft> rules(Attributes body) {
    return body.objects("rules", L7RuleDraft.IN_TREE, L7RuleDraft::read).or(List.of());
  }

  private static List<String> inTree() {
    List<String> inTree = new ArrayList<>(L7PolicyFields.UPDATE);
    inTree.set(inTree.indexOf("redirect_pool_id"), "redirect_pool");
    inTree.add(inTree.indexOf("tags"), "rules");
    return List.copyOf(inTree);
  }

  private static List<String> alone() {
    List<String> alone = new ArrayList<>(L7PolicyFields.UPDATE);
    alone.add(alone.indexOf("action"), "project_id");
    alone.addAll(alone.indexOf("tags"), List.of("listener_id", "rules"));
    alone.add("tenant_id");
    return List.copyOf(alone);
  }
}
