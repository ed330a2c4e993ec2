package octavia.api.member;

import java.util.List;
import octavia.api.body.Attributes;
import octavia.api.body.Body;
import octavia.api.body.Given;
import octavia.http.Request;
import org.jspecify.annotations.Nullable;

/** What requests say of a member: the fields that can be set at any time. */
record MemberFields(
    Given<String> name,
    Given<Boolean> adminStateUp,
    Given<Integer> weight,
    Given<Boolean> backup,
    Given<Integer> monitorPort,
    Given<String> monitorAddress,
    Given<List<String>> tags) {
  private static final String ARGUMENT = "member_";
  private static final int MAX_WEIGHT = 256;

  private static final List<String> CREATE =
      List.of(
          "name",
          "admin_state_up",
          "address",
          "protocol_port",
          "weight",
          "backup",
          "subnet_id",
          "project_id",
          "monitor_port",
          "monitor_address",
          "tags",
          "request_sriov",
          "tenant_id");
  private static final List<String> UPDATE =
      List.of(
          "name", "admin_state_up", "weight", "backup", "monitor_port", "monitor_address", "tags");

  /** A member to be created. */
  record New(
      @Nullable String address,
      @Nullable Integer protocolPort,
      @Nullable String subnetId,
      boolean requestSriov,
      MemberFields fields) {}

  /** Reads a request to create one. */
  static New readNew(Request request) {
    return Body.read(
        request,
        ARGUMENT,
        "member",
        CREATE,
        body -> {
          Given<String> address = body.required().address("address");
          Given<Integer> port = body.required().number("protocol_port", 1, 65_535);
          body.project(); // checked and ignored: a member belongs to its pool's project
          return new New(
              address.orNull(),
              port.orNull(),
              body.uuid("subnet_id").orNull(),
              body.flag("request_sriov").or(false),
              read(body));
        });
  }

  /** Reads a request to change one. */
  static MemberFields readUpdate(Request request) {
    return Body.read(request, ARGUMENT, "member", UPDATE, MemberFields::read);
  }

  private static MemberFields read(Attributes body) {
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
