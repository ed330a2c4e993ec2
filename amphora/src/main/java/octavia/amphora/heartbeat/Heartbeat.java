package octavia.amphora.heartbeat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import octavia.model.HealthReport;
import octavia.model.HealthReport.PoolReport;
import octavia.model.ListenerStatistics;

/**
 * One heartbeat, whichever version it came in.
 *
 * @param sequence counts an agent's heartbeats from 0
 * @param version 3, 2, 1, or 0 where the sender named none
 * @param bootId the life of the agent that sent it; our agents only
 * @param sentAt by the sender's clock; our agents only
 * @param haproxyRestarts how often HAProxy died and was started again in that life; our agents only
 * @param pools keyed by {@code pool:listener}, or by the pool alone in old versions
 */
public record Heartbeat(
    String amphoraId,
    long sequence,
    int version,
    Optional<String> bootId,
    Optional<Instant> sentAt,
    long haproxyRestarts,
    Map<String, ListenerBeat> listeners,
    Map<String, PoolReport> pools) {

  /** The version that we send. */
  public static final int CURRENT = 3;

  public Heartbeat {
    listeners = Map.copyOf(listeners);
    pools = Map.copyOf(pools);
  }

  /**
   * A listener.
   *
   * @param status OPEN or FULL
   * @param statistics what was counted since the previous heartbeat if {@link #hasDeltas()}, else
   *     since HAProxy started; {@code activeConnections} is a level in any case
   * @param totals what was counted in the amphora's whole life, so that a lost or repeated
   *     heartbeat loses or repeats nothing; our agents only
   */
  public record ListenerBeat(
      String status, ListenerStatistics statistics, Optional<ListenerStatistics> totals) {}

  /** True if {@link ListenerBeat#statistics} are increments. */
  public boolean hasDeltas() {
    return version >= 3;
  }

  /** What it says of the objects' health: a pool under several listeners by its worst view. */
  public HealthReport healthReport() {
    Map<String, String> listenerStatuses = new HashMap<>();
    listeners.forEach((id, beat) -> listenerStatuses.put(id, beat.status()));
    Map<String, PoolReport> worst = new HashMap<>();
    pools.forEach((key, pool) -> {
      int colon = key.indexOf(':');
      worst.merge(colon < 0 ? key : key.substring(0, colon), pool, Heartbeat::worse);
    });
    return new HealthReport(listenerStatuses, worst);
  }

  private static PoolReport worse(PoolReport one, PoolReport other) {
    Map<String, String> members = new HashMap<>(one.members());
    other
        .members()
        .forEach((id, state) -> members.merge(id, state, (a, b) -> health(a) <= health(b) ? a : b));
    return new PoolReport(one.status().equals("DOWN") ? "DOWN" : other.status(), members);
  }

  /** The order of member states, worst first. */
  private static int health(String state) {
    String upper = state.toUpperCase(Locale.ROOT);
    if (upper.startsWith("DOWN")) {
      return 0;
    }
    return switch (upper) {
      case "MAINT" -> 1;
      case "DRAIN" -> 2;
      case "NO CHECK" -> 4;
      case "UP" -> 5;
      default -> upper.startsWith("UP") ? 3 : 6;
    };
  }
}
