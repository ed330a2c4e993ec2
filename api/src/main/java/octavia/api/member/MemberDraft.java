package octavia.api.member;

import java.util.List;
import octavia.api.body.Attributes;
import octavia.api.body.Body;
import octavia.http.Request;
import org.jspecify.annotations.Nullable;

/**
 * A member to be created, alone or in a tree.
 *
 * @param requestSriov asks for a port of its own kind
 */
public record MemberDraft(
    @Nullable String address,
    @Nullable Integer protocolPort,
    @Nullable String subnetId,
    boolean requestSriov,
    MemberFields fields) {
  /** What a member in a tree may say, in the API's order. */
  public static final List<String> IN_TREE =
      List.of(
          "name",
          "admin_state_up",
          "address",
          "protocol_port",
          "weight",
          "backup",
          "subnet_id",
          "monitor_port",
          "monitor_address",
          "tags",
          "request_sriov");

  private static final List<String> ALONE =
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

  static MemberDraft read(Request request) {
    return Body.read(
        request,
        MemberFields.ARGUMENT,
        "member",
        ALONE,
        body -> {
          body.project(); // checked and ignored: a member belongs to its pool's project
          return read(body);
        });
  }

  /** Reads a pool's members, all of them. */
  static List<MemberDraft> readAll(Request request) {
    return Body.readList(
        request,
        "members_",
        "members",
        ALONE,
        body -> {
          body.project(); // checked and ignored, as above
          return read(body);
        });
  }

  /** Reads one out of a tree. */
  public static MemberDraft read(Attributes body) {
    return new MemberDraft(
        body.required().address("address").orNull(),
        body.required().number("protocol_port", 1, 65_535).orNull(),
        body.uuid("subnet_id").orNull(),
        body.flag("request_sriov").or(false),
        MemberFields.read(body));
  }
}
