package octavia.api.l7policy;

import octavia.api.body.Given;
import octavia.api.error.Faults;
import octavia.model.L7Policy;
import octavia.model.L7Policy.Action;
import org.jspecify.annotations.Nullable;

/**
 * What a policy does and where to. A target decides the action, whatever the request says of it,
 * and puts the other targets away. Pure.
 */
record Redirection(
    Action action,
    @Nullable String poolId,
    @Nullable String url,
    @Nullable String prefix,
    @Nullable Integer httpCode) {
  private static final int FOUND = 302;

  /** What a request says, after its own contradictions are resolved. */
  private record Wanted(
      @Nullable Action action,
      Given<String> poolId,
      Given<String> url,
      Given<String> prefix,
      Given<Integer> httpCode) {}

  /**
   * Of a new policy.
   *
   * @param poolId that the request sends to, by id or by name
   */
  static Redirection of(L7PolicyFields fields, @Nullable String poolId) {
    Wanted wanted = resolved(fields, Given.of(poolId));
    @Nullable Action action = wanted.action;
    if (action == null) {
      throw Faults.noL7PolicyAction();
    }
    return new Redirection(
        action,
        wanted.poolId.orNull(),
        wanted.url.orNull(),
        wanted.prefix.orNull(),
        wanted.httpCode.orNull());
  }

  /** Of a policy after a change. */
  static Redirection of(L7PolicyFields fields, L7Policy before) {
    Wanted wanted = resolved(fields, fields.redirectPoolId());
    @Nullable Action action = wanted.action;
    @Nullable String poolId = wanted.poolId.orCurrent(before.redirectPoolId());
    @Nullable String url = wanted.url.orCurrent(before.redirectUrl());
    @Nullable String prefix = wanted.prefix.orCurrent(before.redirectPrefix());
    @Nullable Integer code = wanted.httpCode.orCurrent(before.redirectHttpCode());
    if (action == null) {
      return new Redirection(before.action(), poolId, url, prefix, code);
    }
    return switch (action) {
      case REJECT -> new Redirection(action, null, null, null, null);
      case REDIRECT_TO_URL -> new Redirection(action, null, url, null, code);
      case REDIRECT_TO_POOL -> new Redirection(action, poolId, null, null, null);
      case REDIRECT_PREFIX -> new Redirection(action, null, null, prefix, code);
    };
  }

  private static Wanted resolved(L7PolicyFields fields, Given<String> poolId) {
    Given<String> url = fields.redirectUrl();
    Given<String> prefix = fields.redirectPrefix();
    @Nullable Action action = fields.action().orNull();
    if (fields.action().isNull()) {
      throw Faults.noL7PolicyAction();
    }
    if (action != null) {
      switch (action) {
        case REJECT -> {
          url = Given.of(null);
          poolId = Given.of(null);
        }
        case REDIRECT_TO_URL -> {
          require(url, "redirect_url", "redirect_url");
          poolId = Given.of(null);
        }
        case REDIRECT_TO_POOL -> {
          require(poolId, "redirect_pool_id", "redirect_pool_id or redirect_pool");
          url = Given.of(null);
        }
        case REDIRECT_PREFIX -> require(prefix, "redirect_prefix", "redirect_prefix");
      }
    }
    if (poolId.hasValue()) {
      if (url.hasValue() || prefix.hasValue()) {
        throw Faults.l7PolicyArguments(
            "redirect_pool_id",
            "Cannot specify redirect_pool_id and redirect_url or redirect_prefix at the same time");
      }
      return new Wanted(
          Action.REDIRECT_TO_POOL, poolId, Given.of(null), Given.of(null), Given.of(null));
    }
    Given<Integer> code = fields.redirectHttpCode();
    if (url.hasValue()) {
      return new Wanted(
          Action.REDIRECT_TO_URL, Given.of(null), url, Given.of(null), Given.of(code.or(FOUND)));
    }
    if (prefix.hasValue()) {
      return new Wanted(
          Action.REDIRECT_PREFIX, Given.of(null), Given.of(null), prefix, Given.of(code.or(FOUND)));
    }
    return new Wanted(action, poolId, url, prefix, code);
  }

  private static void require(Given<String> target, String field, String shown) {
    if (!target.hasValue()) {
      throw Faults.l7PolicyArguments(field, shown + " must not be None");
    }
  }
}
