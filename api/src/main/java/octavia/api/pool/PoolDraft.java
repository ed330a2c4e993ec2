package octavia.api.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import octavia.api.body.Attributes;
import octavia.api.body.Body;
import octavia.api.body.Given;
import octavia.api.healthmonitor.HealthMonitorDraft;
import octavia.api.member.MemberDraft;
import octavia.http.Request;
import octavia.model.PoolProtocol;
import org.jspecify.annotations.Nullable;

/**
 * A pool to be created, alone or in a tree.
 *
 * @param members to be created with it
 * @param healthMonitor to be created with it
 * @param isReference in a tree: says nothing but a name, of a pool that is defined elsewhere
 */
public record PoolDraft(
    @Nullable PoolProtocol protocol,
    @Nullable String loadBalancerId,
    @Nullable String listenerId,
    List<MemberDraft> members,
    @Nullable HealthMonitorDraft healthMonitor,
    boolean isReference,
    PoolFields fields) {
  /** What a pool in a tree may say, in the API's order. */
  public static final List<String> IN_TREE = inTree();

  private static final List<String> ALONE = alone();

  /** What a mere reference may say; upstream gives the last two a value by itself. */
  private static final List<String> REFERENCE = List.of("name", "admin_state_up", "tls_enabled");

  public PoolDraft {
    members = List.copyOf(members);
  }

  static PoolDraft read(Request request) {
    return Body.read(
        request,
        PoolFields.ARGUMENT,
        "pool",
        ALONE,
        body -> {
          body.project(); // checked and ignored: a pool belongs to its load balancer's project
          return new PoolDraft(
              body.required().choice("protocol", PoolProtocol.values()).orNull(),
              body.uuid("loadbalancer_id").orNull(),
              body.uuid("listener_id").orNull(),
              members(body),
              healthMonitor(body),
              false,
              PoolFields.read(body, true, true));
        });
  }

  /** Reads one out of a tree. */
  public static PoolDraft read(Attributes body) {
    Given<PoolProtocol> protocol = body.choice("protocol", PoolProtocol.values());
    return new PoolDraft(
        protocol.orNull(),
        null,
        null,
        members(body),
        healthMonitor(body),
        body.hasOnly(REFERENCE),
        PoolFields.read(body, true, false));
  }

  /** The name; null if it has none. */
  public @Nullable String name() {
    return fields.name().orNull();
  }

  /** The attribute that a definition must have and this one has not. */
  public Optional<String> missing() {
    if (protocol == null) {
      return Optional.of("protocol");
    }
    return fields.lbAlgorithm().hasValue() ? Optional.empty() : Optional.of("lb_algorithm");
  }

  private static List<MemberDraft> members(Attributes body) {
    return body.objects("members", MemberDraft.IN_TREE, MemberDraft::read).or(List.of());
  }

  private static @Nullable HealthMonitorDraft healthMonitor(Attributes body) {
    return body.object("healthmonitor", HealthMonitorDraft.IN_TREE, HealthMonitorDraft::read)
        .orNull();
  }

  private static List<String> inTree() {
    List<String> inTree = new ArrayList<>(PoolFields.UPDATE);
    inTree.add(inTree.indexOf("lb_algorithm"), "protocol");
    inTree.addAll(inTree.indexOf("tags"), List.of("healthmonitor", "members"));
    return List.copyOf(inTree);
  }

  private static List<String> alone() {
    List<String> alone = new ArrayList<>(IN_TREE);
    alone.addAll(alone.indexOf("protocol"), List.of("listener_id", "loadbalancer_id"));
    alone.add(alone.indexOf("healthmonitor"), "project_id");
    alone.add("tenant_id");
    return List.copyOf(alone);
  }
}
