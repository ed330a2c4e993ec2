package octavia.store.object;

import static octavia.store.object.Rows.number;
import static octavia.store.object.Rows.orEmpty;
import static octavia.store.object.Rows.text;
import static octavia.store.object.Rows.time;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import octavia.model.LoadBalancer;
import octavia.model.OperatingStatus;
import octavia.model.ProvisioningStatus;
import octavia.store.statement.Row;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/**
 * A load balancer and what is below it, with little more than their statuses, each kind by
 * creation.
 *
 * @param loadBalancer without what hangs on it
 */
public record Statuses(LoadBalancer loadBalancer, List<OfListener> listeners, List<OfPool> pools) {
  private static final Part LISTENERS =
      part(table(name("listener")), "listener", "listener", "default_pool_id");
  private static final Part POOLS = part(table(name("pool")), "pool", "pool");
  private static final Part MEMBERS = belowPool("member", "pool_id", "ip_address");
  private static final Part MONITORS = belowPool("health_monitor", "pool_id", "type");
  private static final Part REDIRECTS =
      new Part(
          L7Policies.TABLE
              .join(table(name("listener")))
              .on(L7Policies.LISTENER_ID.eq(text("listener", "id"))),
          text("listener", "load_balancer_id"),
          List.of(L7Policies.LISTENER_ID, L7Policies.REDIRECT_POOL_ID),
          L7Policies.inEffect().and(L7Policies.REDIRECT_POOL_ID.isNotNull()),
          List.of());
  static final Parts PARTS =
      new Parts("statuses", List.of(LISTENERS, POOLS, MEMBERS, MONITORS, REDIRECTS));

  public Statuses {
    listeners = List.copyOf(listeners);
    pools = List.copyOf(pools);
  }

  /** What all have. */
  public record Named(
      String id, String name, ProvisioningStatus provisioning, OperatingStatus operating) {
    private static Named of(Row row) {
      return new Named(
          value(row, 0),
          orEmpty(row.get(Hung.VALUES.get(1))),
          ProvisioningStatus.valueOf(value(row, 2)),
          OperatingStatus.valueOf(value(row, 3)));
    }
  }

  /**
   * A listener.
   *
   * @param pools those that it sends to, by itself or by a policy; its default pool first
   */
  public record OfListener(Named named, List<String> pools) {
    public OfListener {
      pools = List.copyOf(pools);
    }
  }

  /** A pool, with at most one health monitor. */
  public record OfPool(Named named, List<OfMonitor> monitors, List<OfMember> members) {
    public OfPool {
      monitors = List.copyOf(monitors);
      members = List.copyOf(members);
    }
  }

  /** A member. */
  public record OfMember(Named named, String address, int protocolPort) {}

  /** A health monitor. */
  public record OfMonitor(Named named, String type) {}

  private static Part belowPool(String kind, String... further) {
    return part(
        table(name(kind))
            .join(table(name("pool")))
            .on(text(kind, "pool_id").eq(text("pool", "id"))),
        kind,
        "pool",
        further);
  }

  private static Part part(Table<Record> from, String kind, String owner, String... further) {
    List<Field<String>> values = new ArrayList<>();
    for (String column : List.of("id", "name", "provisioning_status", "operating_status")) {
      values.add(text(kind, column));
    }
    for (String column : further) {
      values.add(text(kind, column));
    }
    if (kind.equals("member")) {
      values.add(number(kind, "protocol_port").cast(String.class));
    }
    return new Part(
        from,
        text(owner, "load_balancer_id"),
        values,
        Objects.isVisible(text(kind, "provisioning_status")),
        List.of(time(kind, "created_at"), text(kind, "id")));
  }

  static Statuses of(LoadBalancer loadBalancer, Page page) {
    String id = loadBalancer.id();
    Map<String, List<OfMember>> members = new HashMap<>();
    for (Row row : page.of(MEMBERS, id)) {
      members
          .computeIfAbsent(value(row, 4), _ -> new ArrayList<>())
          .add(new OfMember(Named.of(row), value(row, 5), Integer.parseInt(value(row, 6))));
    }
    Map<String, List<OfMonitor>> monitors = new HashMap<>();
    for (Row row : page.of(MONITORS, id)) {
      monitors
          .computeIfAbsent(value(row, 4), _ -> new ArrayList<>())
          .add(new OfMonitor(Named.of(row), value(row, 5)));
    }
    List<OfPool> pools = new ArrayList<>();
    for (Row row : page.of(POOLS, id)) {
      pools.add(
          new OfPool(
              Named.of(row),
              monitors.getOrDefault(value(row, 0), List.of()),
              members.getOrDefault(value(row, 0), List.of())));
    }
    Map<String, Set<String>> redirects = new HashMap<>();
    for (Row row : page.of(REDIRECTS, id)) {
      redirects.computeIfAbsent(value(row, 0), _ -> new HashSet<>()).add(value(row, 1));
    }
    List<OfListener> listeners = new ArrayList<>();
    for (Row row : page.of(LISTENERS, id)) {
      String defaultPool = row.get(Hung.VALUES.get(4));
      Set<String> others = redirects.getOrDefault(value(row, 0), Set.of());
      List<String> used = new ArrayList<>();
      for (OfPool pool : pools) {
        String poolId = pool.named().id();
        if (poolId.equals(defaultPool)) {
          used.addFirst(poolId);
        } else if (others.contains(poolId)) {
          used.add(poolId);
        }
      }
      listeners.add(new OfListener(Named.of(row), used));
    }
    return new Statuses(loadBalancer, listeners, pools);
  }

  private static String value(Row row, int place) {
    return row.get(Hung.VALUES.get(place));
  }
}
