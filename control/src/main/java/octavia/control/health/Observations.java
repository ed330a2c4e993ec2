package octavia.control.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import octavia.amphora.heartbeat.Heartbeat;
import octavia.amphora.heartbeat.Heartbeat.ListenerBeat;
import octavia.model.Amphora;
import octavia.model.Graph;
import octavia.model.HealthMonitor;
import octavia.model.HealthReport;
import octavia.model.Listener;
import octavia.model.ListenerStatistics;
import octavia.model.Member;
import octavia.model.OperatingStatus;
import octavia.model.OperatingStatuses;
import octavia.model.Pool;
import octavia.model.ProvisioningStatus;
import octavia.store.Store;
import octavia.store.Transaction;
import octavia.store.object.Kind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What heartbeats say, on its way into the database: held against what was said before, so that a
 * fleet that is merely alive costs one statement a second.
 *
 * <p>{@link #heard} is for the receiving thread, {@link #flush} for one writing thread, {@link
 * #forget} for any.
 */
public final class Observations {
  private static final Logger LOG = LoggerFactory.getLogger(Observations.class);
  private static final Duration ALIVE_INTERVAL = Duration.ofSeconds(1);

  /** After this long everything is looked at once more, should a row have changed behind us. */
  private static final Duration MEMORY = Duration.ofSeconds(30);

  /** An amphora that is not heard of for so long is forgotten. */
  private static final Duration GONE = Duration.ofMinutes(10);

  private static final Duration TIDY_INTERVAL = Duration.ofMinutes(1);

  private static final int MAX_WAITING = 100_000;

  private final Store store;
  private final InstantSource clock;

  private final ConcurrentLinkedQueue<Beat> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingCount = new AtomicInteger();

  /** The last of each amphora that was taken in: written and read by the writing thread only. */
  private final Map<String, Seen> seen = new HashMap<>();

  /** Amphorae whose next heartbeat is to be looked at whatever was said before. */
  private final Set<String> stale = ConcurrentHashMap.newKeySet();

  /** Amphorae heard of since the last note of being alive: of the writing thread only. */
  private final Set<String> alive = new LinkedHashSet<>();

  private Instant aliveNoted = Instant.EPOCH;
  private Instant tidied = Instant.EPOCH;

  /** When all that had come in was last written: by the writing thread, read by the checking. */
  private volatile Instant lastFlush;

  private record Beat(Heartbeat heartbeat, Instant at) {}

  /** What was last taken in of an amphora. */
  private record Seen(
      Optional<String> bootId,
      long sequence,
      long haproxyRestarts,
      HealthReport report,
      Map<String, ListenerBeat> listeners,
      Instant examined,
      Instant heard) {}

  /** What starts again by itself in an amphora. */
  private enum Restart {
    AGENT("agent-restarted", "The amphora's agent ended and was started again."),
    HAPROXY("haproxy-restarted", "HAProxy ended and was started again.");

    private final String code;
    private final String text;

    Restart(String code, String text) {
      this.code = code;
      this.text = text;
    }

    void tell(Transaction tx, Graph graph, String amphoraId) {
      tx.events().add(graph.loadBalancer().id(), code, null, text, "amphora " + amphoraId);
    }
  }

  public Observations(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    this.lastFlush = clock.instant();
  }

  /** Takes a verified heartbeat in; when the database is away for long, the newest are dropped. */
  public void heard(Heartbeat heartbeat) {
    if (waitingCount.get() >= MAX_WAITING) {
      return;
    }
    waitingCount.incrementAndGet();
    waiting.add(new Beat(heartbeat, clock.instant()));
  }

  /** Has the next heartbeat of these amphorae examined: what they carry has changed. */
  public void forget(Iterable<String> amphoraIds) {
    amphoraIds.forEach(stale::add);
  }

  /**
   * Writes what has come in.
   *
   * @throws octavia.store.StoreException if the database fails; what had come in is lost, and the
   *     next heartbeats say it again
   */
  public void flush() {
    for (Beat beat = waiting.poll(); beat != null; beat = waiting.poll()) {
      waitingCount.decrementAndGet();
      take(beat);
    }
    Instant now = clock.instant();
    if (!alive.isEmpty() && !now.isBefore(aliveNoted.plus(ALIVE_INTERVAL))) {
      List<String> ids = List.copyOf(alive);
      store.urgently(
          "heartbeats",
          tx -> {
            tx.amphoraHealth().heard(ids, tx.now());
            return true;
          });
      alive.clear();
      aliveNoted = now;
    }
    if (!now.isBefore(tidied.plus(TIDY_INTERVAL))) {
      seen.values().removeIf(last -> last.heard.isBefore(now.minus(GONE)));
      tidied = now;
    }
    lastFlush = clock.instant();
  }

  /** When {@link #flush} last came to its end. */
  Instant lastFlush() {
    return lastFlush;
  }

  private void take(Beat beat) {
    Heartbeat heartbeat = beat.heartbeat();
    String id = heartbeat.amphoraId();
    @Nullable Seen before = seen.get(id);
    if (before != null && isLate(heartbeat, before)) {
      return;
    }
    HealthReport report = heartbeat.healthReport();
    boolean look =
        stale.remove(id)
            || before == null
            || !before.report.equals(report)
            || beat.at().isAfter(before.examined.plus(MEMORY));
    boolean counted = before == null || !before.listeners.equals(heartbeat.listeners());
    Set<Restart> restarts = before == null ? Set.of() : restarts(heartbeat, before);
    boolean trusted = true;
    if (look || counted || !restarts.isEmpty()) {
      try {
        trusted = write(heartbeat, report, look, restarts);
      } catch (RuntimeException e) {
        stale.add(id);
        throw e;
      }
    }
    if (trusted) {
      alive.add(id);
    }
    Instant examined =
        look && trusted ? beat.at() : before == null ? Instant.EPOCH : before.examined;
    seen.put(
        id,
        new Seen(
            heartbeat.bootId(),
            heartbeat.sequence(),
            heartbeat.haproxyRestarts(),
            report,
            heartbeat.listeners(),
            examined,
            beat.at()));
  }

  /**
   * Our agents say which life they are in and count in it: what is not newer came late or twice.
   */
  private static boolean isLate(Heartbeat heartbeat, Seen before) {
    return heartbeat.bootId().isPresent()
        && heartbeat.bootId().equals(before.bootId)
        && heartbeat.sequence() <= before.sequence;
  }

  /** What was started again since the heartbeat before. */
  private static Set<Restart> restarts(Heartbeat heartbeat, Seen before) {
    Set<Restart> restarts = EnumSet.noneOf(Restart.class);
    boolean sameLife = heartbeat.bootId().equals(before.bootId);
    if (!sameLife && heartbeat.bootId().isPresent() && before.bootId.isPresent()) {
      restarts.add(Restart.AGENT);
    }
    if (heartbeat.haproxyRestarts() > (sameLife ? before.haproxyRestarts : 0)) {
      restarts.add(Restart.HAPROXY);
    }
    return restarts;
  }

  /**
   * Writes statuses, statistics and what was started again.
   *
   * @return false if the amphora is unknown or tells of another configuration than the wanted one
   */
  private boolean write(
      Heartbeat heartbeat, HealthReport report, boolean look, Set<Restart> restarts) {
    return store.urgently(
        "observations",
        tx -> {
          Optional<Amphora> amphora = tx.amphorae().find(heartbeat.amphoraId());
          if (amphora.isEmpty() || amphora.get().loadBalancerId() == null) {
            LOG.warn("a heartbeat of amphora {}, which no row knows", heartbeat.amphoraId());
            return false;
          }
          Optional<Graph> graph = tx.graphs().find(amphora.get().loadBalancerId());
          if (graph.isEmpty()) {
            return false;
          }
          restarts.forEach(restart -> restart.tell(tx, graph.get(), heartbeat.amphoraId()));
          count(tx, heartbeat, graph.get());
          if (look) {
            if (!isCurrent(graph.get(), report)) {
              stale.add(heartbeat.amphoraId());
              return false;
            }
            apply(tx, graph.get(), report);
          }
          return true;
        });
  }

  /** An ACTIVE load balancer's amphora tells of all its listeners, else it is behind. */
  private static boolean isCurrent(Graph graph, HealthReport report) {
    if (!graph.loadBalancer().adminStateUp()
        || graph.loadBalancer().provisioningStatus() != ProvisioningStatus.ACTIVE) {
      return true;
    }
    long expected =
        graph.listeners().stream()
            .filter(listener -> listener.adminStateUp() && !graph.isDeleting(listener.id()))
            .filter(listener -> listener.provisioningStatus() != ProvisioningStatus.ERROR)
            .count();
    return report.listeners().size() >= expected;
  }

  private static void count(Transaction tx, Heartbeat heartbeat, Graph graph) {
    if (graph.isDeleting(graph.loadBalancer().id())) {
      return; // its figures go with it, and nobody would remove what is written after
    }
    for (Listener listener : graph.listeners()) {
      @Nullable ListenerBeat beat = heartbeat.listeners().get(listener.id());
      if (beat == null || graph.isDeleting(listener.id())) {
        continue;
      }
      String amphora = heartbeat.amphoraId();
      if (beat.totals().isPresent()) {
        tx.statistics().replace(listener.id(), amphora, beat.totals().get());
      } else if (!heartbeat.hasDeltas()) {
        tx.statistics().replace(listener.id(), amphora, beat.statistics());
      } else if (!beat.statistics().equals(ListenerStatistics.ZERO)) {
        tx.statistics().add(listener.id(), amphora, beat.statistics());
      }
    }
  }

  private static void apply(Transaction tx, Graph graph, HealthReport report) {
    Map<String, OperatingStatus> derived = OperatingStatuses.derive(graph, report);
    Map<Kind, Map<OperatingStatus, List<String>>> changes = new EnumMap<>(Kind.class);
    collect(
        changes,
        derived,
        Kind.LOAD_BALANCER,
        graph.loadBalancer().id(),
        graph.loadBalancer().operatingStatus());
    for (Listener listener : graph.listeners()) {
      collect(changes, derived, Kind.LISTENER, listener.id(), listener.operatingStatus());
    }
    for (Pool pool : graph.pools()) {
      collect(changes, derived, Kind.POOL, pool.id(), pool.operatingStatus());
    }
    for (Member member : graph.members()) {
      collect(changes, derived, Kind.MEMBER, member.id(), member.operatingStatus());
    }
    changes.forEach(
        (kind, byStatus) -> byStatus.forEach((status, ids) -> tx.of(kind).operating(ids, status)));
    tell(tx, graph, derived);
  }

  private static void collect(
      Map<Kind, Map<OperatingStatus, List<String>>> changes,
      Map<String, OperatingStatus> derived,
      Kind kind,
      String id,
      OperatingStatus current) {
    @Nullable OperatingStatus status = derived.get(id);
    if (status != null && status != current) {
      changes
          .computeIfAbsent(kind, _ -> new EnumMap<>(OperatingStatus.class))
          .computeIfAbsent(status, _ -> new ArrayList<>())
          .add(id);
    }
  }

  /** A member that comes or goes is worth a line on the timeline. */
  private static void tell(Transaction tx, Graph graph, Map<String, OperatingStatus> derived) {
    Set<String> monitored = new HashSet<>();
    graph.healthMonitors().stream().map(HealthMonitor::poolId).forEach(monitored::add);
    for (Member member : graph.members()) {
      @Nullable OperatingStatus status = derived.get(member.id());
      boolean down = status == OperatingStatus.ERROR;
      boolean back =
          status == OperatingStatus.ONLINE && member.operatingStatus() == OperatingStatus.ERROR;
      if (monitored.contains(member.poolId())
          && status != member.operatingStatus()
          && (down || back)) {
        tx.events()
            .add(
                graph.loadBalancer().id(),
                down ? "member-error" : "member-online",
                null,
                "Member "
                    + member.id()
                    + " ("
                    + member.address()
                    + " port "
                    + member.protocolPort()
                    + (down ? ") fails its health check." : ") passes its health check again."),
                "");
      }
    }
  }
}
