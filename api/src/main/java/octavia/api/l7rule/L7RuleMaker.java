package octavia.api.l7rule;

import java.util.List;
import java.util.function.Supplier;
import octavia.model.L7Policy;
import octavia.model.L7Rule;
import octavia.model.OperatingStatus;
import octavia.model.ProvisioningStatus;
import octavia.store.Transaction;

/** Makes L7 rules of drafts, or says why not. */
public final class L7RuleMaker {
  /** Rules of one policy, at the most. */
  public static final int MAX_RULES = 50;

  private final Supplier<String> ids;

  public L7RuleMaker(Supplier<String> ids) {
    this.ids = ids;
  }

  /** The rule that a draft describes. */
  public L7Rule make(Transaction tx, L7Policy policy, L7RuleDraft draft) {
    L7RuleFields fields = draft.fields();
    L7RuleRules.Condition condition =
        L7RuleRules.check(
            fields.type().orNull(),
            fields.compareType().orNull(),
            fields.key().orNull(),
            fields.value().orNull());
    return new L7Rule(
        ids.get(),
        policy.projectId(),
        policy.id(),
        fields.adminStateUp().or(true, false),
        condition.type(),
        condition.compareType(),
        condition.key(),
        condition.value(),
        fields.invert().or(false),
        ProvisioningStatus.PENDING_CREATE,
        OperatingStatus.OFFLINE,
        fields.tags().or(List.of()),
        tx.now(),
        null);
  }

  /** The rule after a change. */
  static L7Rule changed(L7Rule rule, L7RuleFields fields) {
    L7RuleRules.Condition condition =
        L7RuleRules.check(
            fields.type().orCurrent(rule.type()),
            fields.compareType().orCurrent(rule.compareType()),
            fields.key().orCurrent(rule.key()),
            fields.value().orCurrent(rule.value()));
    return new L7Rule(
        rule.id(),
        rule.projectId(),
        rule.l7PolicyId(),
        fields.adminStateUp().or(rule.adminStateUp(), false),
        condition.type(),
        condition.compareType(),
        condition.key(),
        condition.value(),
        fields.invert().or(rule.invert(), false),
        rule.provisioningStatus(),
        rule.operatingStatus(),
        fields.tags().or(rule.tags()),
        rule.createdAt(),
        rule.updatedAt());
  }
}
