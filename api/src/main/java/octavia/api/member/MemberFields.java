package octavia.api.member;

import java.util.List;
import octavia.api.body.Attributes;
import octavia.api.body.Body;
import octavia.api.body.Given;
import octavia.http.Request;

/** What requests say of a member: the fields that can be set at any time. */
record MemberFields(
    Given<String> name,
    Given<Boolean> adminStateUp,
    Given<Integer> weight,
    Given<Boolean> backup,
    Given<Integer> monitorPort,
    Given<String> monitorAddress,
    Given<List<String>> tags) {
  static final String ARGUMENT = "member_";
  private static final int MAX_WEIGHT = 256;

  private static final List<String> UPDATE =
      List.of(
          "name", "admin_state_up", "weight", "backup", "monitor_port", "monitor_address", "tags");

  /** Reads a request to change one. */
  static MemberFields readUpdate(Request request) {
    return Body.read(request, ARGUMENT, "member", UPDATE, MemberFields::read);
  }

  static MemberFields read(Attributes body) {
    return new MemberFields(
        body.text("name"),
        body.flag("admin_state_up"),
        body.number("weight", 0, MAX_WEIGHT),
        body.flag("backup"),
        body.number("monitor_port", 1, 65_535),
        body.address("monitor_address"),
        body.tags());
  }
}
