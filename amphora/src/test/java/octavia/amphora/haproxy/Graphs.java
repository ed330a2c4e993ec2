package octavia.amphora.haproxy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import octavia.model.Graph;
import octavia.model.HealthMonitor;
import octavia.model.HealthMonitorType;
import octavia.model.L7Policy;
import octavia.model.L7Rule;
import octavia.model.LbAlgorithm;
import octavia.model.Listener;
import octavia.model.ListenerProtocol;
import octavia.model.ListenerTls;
import octavia.model.LoadBalancer;
import octavia.model.Member;
import octavia.model.OperatingStatus;
import octavia.model.Pool;
import octavia.model.PoolProtocol;
import octavia.model.PoolTls;
import octavia.model.ProvisioningStatus;
import octavia.model.SessionPersistence;
import octavia.model.Topology;
import octavia.model.Vip;

/** Load balancers to compile: the API's defaults, and what a test says otherwise. */
final class Graphs {
  static final String LOAD_BALANCER = "10000000-0000-4000-8000-000000000001";
  static final String AMPHORA = "a0000000-0000-4000-8000-000000000001";
  private static final Instant MADE = Instant.parse("2026-11-21T10:00:00Z");

  private final String vip;
  private boolean enabled = true;
  private final List<Listener> listeners = new ArrayList<>();
  private final List<Pool> pools = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private final List<HealthMonitor> monitors = new ArrayList<>();
  private final List<L7Policy> policies = new ArrayList<>();
  private final List<L7Rule> rules = new ArrayList<>();
  private final Set<String> deleting = new HashSet<>();

  Graphs(String vip) {
    this.vip = vip;
  }

  static String listenerId(int number) {
    return "20000000-0000-4000-8000-%012d".formatted(number);
  }

  static String poolId(int number) {
    return "30000000-0000-4000-8000-%012d".formatted(number);
  }

  static String memberId(int number) {
    return "40000000-0000-4000-8000-%012d".formatted(number);
  }

  static String monitorId(int number) {
    return "50000000-0000-4000-8000-%012d".formatted(number);
  }

  static String policyId(int number) {
    return "60000000-0000-4000-8000-%012d".formatted(number);
  }

  static String ruleId(int number) {
    return "70000000-0000-4000-8000-%012d".formatted(number);
  }

  Graphs disabled() {
    enabled = false;
    return this;
  }

  Graphs deleting(String id) {
    deleting.add(id);
    return this;
  }

  /** What differs between listeners. */
  record ListenerOptions(
      boolean adminStateUp,
      int connectionLimit,
      Map<String, String> insertHeaders,
      Listener.Timeouts timeouts,
      List<String> allowedCidrs) {
    static final ListenerOptions DEFAULT =
        new ListenerOptions(
            true, -1, Map.of(), new Listener.Timeouts(50_000, 5_000, 50_000, 0), List.of());

    ListenerOptions off() {
      return new ListenerOptions(false, connectionLimit, insertHeaders, timeouts, allowedCidrs);
    }

    ListenerOptions limit(int connections) {
      return new ListenerOptions(adminStateUp, connections, insertHeaders, timeouts, allowedCidrs);
    }

    ListenerOptions inserts(Map<String, String> headers) {
      return new ListenerOptions(adminStateUp, connectionLimit, headers, timeouts, allowedCidrs);
    }

    ListenerOptions timeouts(int client, int connect, int server, int inspect) {
      return new ListenerOptions(
          adminStateUp,
          connectionLimit,
          insertHeaders,
          new Listener.Timeouts(client, connect, server, inspect),
          allowedCidrs);
    }

    ListenerOptions allows(List<String> cidrs) {
      return new ListenerOptions(adminStateUp, connectionLimit, insertHeaders, timeouts, cidrs);
    }
  }

  Graphs listener(int number, ListenerProtocol protocol, int port, int pool) {
    return listener(number, protocol, port, pool, options -> options);
  }

  /**
   * @param pool number of the default pool; 0 for none
   */
  Graphs listener(
      int number,
      ListenerProtocol protocol,
      int port,
      int pool,
      UnaryOperator<ListenerOptions> change) {
    ListenerOptions options = change.apply(ListenerOptions.DEFAULT);
    listeners.add(
        new Listener(
            listenerId(number),
            "project",
            LOAD_BALANCER,
            "listener\n    bind *:1",
            "",
            options.adminStateUp(),
            protocol,
            port,
            options.connectionLimit(),
            pool == 0 ? null : poolId(pool),
            options.insertHeaders(),
            options.timeouts(),
            options.allowedCidrs(),
            ListenerTls.NONE,
            ProvisioningStatus.ACTIVE,
            OperatingStatus.ONLINE,
            List.of(),
            MADE,
            null));
    return this;
  }

  Graphs pool(int number, PoolProtocol protocol, LbAlgorithm algorithm) {
    return pool(number, protocol, algorithm, null, true);
  }

  Graphs pool(
      int number,
      PoolProtocol protocol,
      LbAlgorithm algorithm,
      SessionPersistence persistence,
      boolean adminStateUp) {
    pools.add(
        new Pool(
            poolId(number),
            "project",
            LOAD_BALANCER,
            "pool",
            "",
            adminStateUp,
            protocol,
            algorithm,
            persistence,
            PoolTls.NONE,
            ProvisioningStatus.ACTIVE,
            OperatingStatus.ONLINE,
            List.of(),
            MADE,
            null));
    return this;
  }

  Graphs member(int number, int pool, String address, int port) {
    return member(number, pool, address, port, 1, false, true, null, null);
  }

  Graphs member(
      int number,
      int pool,
      String address,
      int port,
      int weight,
      boolean backup,
      boolean adminStateUp,
      String monitorAddress,
      Integer monitorPort) {
    members.add(
        new Member(
            memberId(number),
            "project",
            poolId(pool),
            "member",
            adminStateUp,
            address,
            port,
            weight,
            backup,
            null,
            monitorAddress,
            monitorPort,
            null,
            ProvisioningStatus.ACTIVE,
            OperatingStatus.ONLINE,
            List.of(),
            MADE,
            null));
    return this;
  }

  Graphs monitor(int number, int pool, HealthMonitorType type) {
    return monitor(number, pool, type, true, "GET", "/", "200", null, null);
  }

  Graphs monitor(
      int number,
      int pool,
      HealthMonitorType type,
      boolean adminStateUp,
      String method,
      String path,
      String codes,
      Double version,
      String domain) {
    return monitor(number, pool, type, adminStateUp, 5, 3, method, path, codes, version, domain);
  }

  Graphs monitor(int number, int pool, HealthMonitorType type, int delay, int timeout) {
    return monitor(number, pool, type, true, delay, timeout, "GET", "/", "200", null, null);
  }

  private Graphs monitor(
      int number,
      int pool,
      HealthMonitorType type,
      boolean adminStateUp,
      int delay,
      int timeout,
      String method,
      String path,
      String codes,
      Double version,
      String domain) {
    monitors.add(
        new HealthMonitor(
            monitorId(number),
            "project",
            poolId(pool),
            "monitor",
            adminStateUp,
            type,
            delay,
            timeout,
            2,
            4,
            type.isHttp() ? method : null,
            type.isHttp() ? path : null,
            type.isHttp() ? codes : null,
            type.isHttp() ? version : null,
            type.isHttp() ? domain : null,
            ProvisioningStatus.ACTIVE,
            OperatingStatus.ONLINE,
            List.of(),
            MADE,
            null));
    return this;
  }

  /**
   * @param target number of a pool, or an address
   */
  Graphs policy(int number, int listener, L7Policy.Action action, String target) {
    policies.add(
        new L7Policy(
            policyId(number),
            "project",
            listenerId(listener),
            "policy",
            "",
            true,
            action,
            action == L7Policy.Action.REDIRECT_TO_POOL ? poolId(Integer.parseInt(target)) : null,
            action == L7Policy.Action.REDIRECT_TO_URL ? target : null,
            action == L7Policy.Action.REDIRECT_PREFIX ? target : null,
            action == L7Policy.Action.REDIRECT_PREFIX ? 301 : null,
            number,
            ProvisioningStatus.ACTIVE,
            OperatingStatus.ONLINE,
            List.of(),
            MADE,
            null));
    return this;
  }

  Graphs rule(
      int number,
      int policy,
      L7Rule.Type type,
      L7Rule.CompareType compareType,
      String key,
      String value) {
    return rule(number, policy, type, compareType, key, value, false);
  }

  Graphs rule(
      int number,
      int policy,
      L7Rule.Type type,
      L7Rule.CompareType compareType,
      String key,
      String value,
      boolean invert) {
    rules.add(
        new L7Rule(
            ruleId(number),
            "project",
            policyId(policy),
            true,
            type,
            compareType,
            key,
            value,
            invert,
            ProvisioningStatus.ACTIVE,
            OperatingStatus.ONLINE,
            List.of(),
            MADE,
            null));
    return this;
  }

  Graph build() {
    return new Graph(
        new LoadBalancer(
            LOAD_BALANCER,
            "project",
            "load balancer\nglobal",
            "",
            enabled,
            ProvisioningStatus.ACTIVE,
            OperatingStatus.ONLINE,
            "amphora",
            Topology.SINGLE,
            null,
            null,
            new Vip(vip, "port", "subnet", "network", null, true, "normal"),
            List.of(),
            MADE,
            null),
        listeners,
        pools,
        members,
        monitors,
        policies,
        rules,
        List.of(),
        1,
        deleting);
  }
}
