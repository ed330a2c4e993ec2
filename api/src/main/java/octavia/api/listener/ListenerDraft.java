package octavia.api.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import octavia.api.body.Attributes;
import octavia.api.body.Body;
import octavia.api.body.Given;
import octavia.api.l7policy.L7PolicyDraft;
import octavia.api.pool.PoolDraft;
import octavia.http.Request;
import octavia.model.ListenerProtocol;
import org.jspecify.annotations.Nullable;

/**
 * A listener to be created, alone or in a tree.
 *
 * @param loadBalancerId null in a tree
 * @param defaultPool in a tree: defined there, or named
 * @param policies to be created with it
 */
public record ListenerDraft(
    @Nullable ListenerProtocol protocol,
    @Nullable Integer protocolPort,
    @Nullable String loadBalancerId,
    @Nullable PoolDraft defaultPool,
    List<L7PolicyDraft> policies,
    ListenerFields fields) {
  /** What a listener in a tree may say, in the API's order. */
  public static final List<String> IN_TREE = inTree();

  private static final List<String> ALONE = alone();

  public ListenerDraft {
    policies = List.copyOf(policies);
  }

  static ListenerDraft read(Request request) {
    return Body.read(
        request,
        ListenerFields.ARGUMENT,
        "listener",
        ALONE,
        body -> {
          body.project(); // checked and ignored: it belongs to its load balancer's project
          return read(body, body.required().uuid("loadbalancer_id").orNull());
        });
  }

  /** Reads one out of a tree. */
  public static ListenerDraft read(Attributes body) {
    return read(body, null);
  }

  /** Id of a default pool that is there already. */
  public @Nullable String defaultPoolId() {
    return fields.defaultPoolId().orNull();
  }

  /** The pools that it and its policies send to, defined or named. */
  public List<PoolDraft> pools() {
    return Stream.concat(
            Stream.ofNullable(defaultPool),
            policies.stream().map(L7PolicyDraft::redirectPool).flatMap(Stream::ofNullable))
        .toList();
  }

  private static ListenerDraft read(Attributes body, @Nullable String loadBalancerId) {
    Given<ListenerProtocol> protocol =
        body.required().choice("protocol", ListenerProtocol.values());
    Given<Integer> port = body.required().number("protocol_port", 1, 65_535);
    return new ListenerDraft(
        protocol.orNull(),
        port.orNull(),
        loadBalancerId,
        body.object("default_pool", PoolDraft.IN_TREE, PoolDraft::read).orNull(),
        body.objects("l7policies", L7PolicyDraft.IN_TREE, L7PolicyDraft::read).or(List.of()),
        ListenerFields.read(body));
  }

  private static List<String> inTree() {
    List<String> inTree = new ArrayList<>(ListenerFields.UPDATE);
    inTree.addAll(inTree.indexOf("connection_limit"), List.of("protocol", "protocol_port"));
    inTree.addAll(inTree.indexOf("insert_headers"), List.of("default_pool", "l7policies"));
    return List.copyOf(inTree);
  }

  private static List<String> alone() {
    List<String> alone = new ArrayList<>(IN_TREE);
    alone.add(alone.indexOf("default_pool_id"), "project_id");
    alone.add(alone.indexOf("timeout_client_data"), "loadbalancer_id");
    alone.add("tenant_id");
    return List.copyOf(alone);
  }
}
