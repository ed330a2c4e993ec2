package octavia.api.l7policy;

import java.util.List;
import octavia.api.body.Attributes;
import octavia.api.body.Body;
import octavia.api.body.Given;
import octavia.http.Request;
import octavia.model.L7Policy.Action;

/**
 * What requests say of an L7 policy: the fields that can be set at any time.
 *
 * @param redirectPoolId absent in a tree, where the pool is named
 */
record L7PolicyFields(
    Given<String> name,
    Given<String> description,
    Given<Boolean> adminStateUp,
    Given<Action> action,
    Given<String> redirectPoolId,
    Given<String> redirectUrl,
    Given<String> redirectPrefix,
    Given<Integer> position,
    Given<List<String>> tags,
    Given<Integer> redirectHttpCode) {
  static final String ARGUMENT = "l7policy_";
  static final List<String> UPDATE =
      List.of(
          "name",
          "description",
          "admin_state_up",
          "action",
          "redirect_pool_id",
          "redirect_url",
          "redirect_prefix",
          "position",
          "tags",
          "redirect_http_code");

  private static final List<Integer> REDIRECT_CODES = List.of(301, 302, 303, 307, 308);

  /** Reads a request to change one. */
  static L7PolicyFields readUpdate(Request request) {
    return Body.read(request, ARGUMENT, "l7policy", UPDATE, body -> read(body, false));
  }

  /**
   * Reads the fields.
   *
   * @param isNew the action must be there
   */
  static L7PolicyFields read(Attributes body, boolean isNew) {
    return new L7PolicyFields(
        body.text("name"),
        body.text("description"),
        body.flag("admin_state_up"),
        (isNew ? body.required() : body).choice("action", Action.values()),
        body.uuid("redirect_pool_id"),
        body.url("redirect_url"),
        body.url("redirect_prefix"),
        body.number("position", 1, Integer.MAX_VALUE),
        body.tags(),
        body.oneOfNumbers("redirect_http_code", REDIRECT_CODES));
  }

  /** True if the request says nothing at all. */
  boolean isEmpty() {
    return !(name.isSent()
        || description.isSent()
        || adminStateUp.isSent()
        || action.isSent()
        || redirectPoolId.isSent()
        || redirectUrl.isSent()
        || redirectPrefix.isSent()
        || position.isSent()
        || tags.isSent()
        || redirectHttpCode.isSent());
  }
}
