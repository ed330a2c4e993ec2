package octavia.model;

import java.util.Map;

/**
 * What one amphora says of the objects that it carries, by id.
 *
 * @param listeners OPEN or FULL, as HAProxy says
 * @param pools each pool once, the worst of its listeners' views
 */
public record HealthReport(Map<String, String> listeners, Map<String, PoolReport> pools) {

  public HealthReport {
    listeners = Map.copyOf(listeners);
    pools = Map.copyOf(pools);
  }

  /**
   * A pool as its amphora sees it.
   *
   * @param status UP or DOWN
   * @param members member id to UP, DOWN, DRAIN, MAINT, {@code no check} or {@code UP 1/3}
   */
  public record PoolReport(String status, Map<String, String> members) {
    public PoolReport {
      members = Map.copyOf(members);
    }
  }
}
