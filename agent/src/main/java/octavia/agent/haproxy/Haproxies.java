package octavia.agent.haproxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import octavia.agent.exec.Commands;
import octavia.agent.exec.Namespace;
import octavia.agent.heartbeat.Beats;
import octavia.agent.heartbeat.Counters;
import octavia.amphora.api.HaproxyConfig;
import octavia.amphora.haproxy.PeerName;
import octavia.amphora.heartbeat.Heartbeat.ListenerBeat;
import octavia.model.HealthReport.PoolReport;

/**
 * The HAProxy of every load balancer in this amphora, and the supervisor that keeps them running.
 * May be used from many threads.
 */
public final class Haproxies implements AutoCloseable, Beats {
  private static final System.Logger LOG = System.getLogger(Haproxies.class.getName());

  /** A dead HAProxy is noticed within this time; a look costs two reads of /proc. */
  private static final Duration LOOK = Duration.ofMillis(400);

  /** A start of HAProxy that is under way when the agent stops. */
  private static final Duration LAST_LOOK = Duration.ofSeconds(15);

  private final Settings settings;
  private final Commands commands;
  private final Counters counters;
  private final InstantSource clock;
  private final Runnable changed;
  private final Map<String, Haproxy> byLoadBalancer = new ConcurrentHashMap<>();
  private final AtomicLong restarts = new AtomicLong();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread supervisor =
      Thread.ofVirtual().name("haproxy-supervisor").unstarted(this::watch);

  /**
   * Where and as what HAProxy runs.
   *
   * @param base directory of the load balancers' files
   * @param program HAProxy's program
   */
  public record Settings(Path base, String amphoraId, String program, Namespace namespace) {}

  /**
   * @param changed told when a process was started or died, from any thread
   */
  public Haproxies(
      Settings settings,
      Commands commands,
      Counters counters,
      InstantSource clock,
      Runnable changed) {
    this.settings = settings;
    this.commands = commands;
    this.counters = counters;
    this.clock = clock;
    this.changed = changed;
  }

  /** Adopts what runs, and begins to watch. */
  public void start() {
    Set<String> living = new HashSet<>();
    for (String loadBalancerId : onDisk()) {
      Haproxy haproxy = of(loadBalancerId);
      haproxy.adopt();
      living.addAll(haproxy.processKeys());
    }
    counters.settleAllBut(living);
    supervisor.start();
  }

  /** Stops watching; HAProxy goes on. */
  @Override
  public void close() {
    closing.countDown();
    try {
      supervisor.join(LAST_LOOK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The HAProxy of a load balancer, whether it has files or not. */
  Haproxy of(String loadBalancerId) {
    return byLoadBalancer.computeIfAbsent(
        loadBalancerId,
        id ->
            new Haproxy(
                new HaproxyFiles(settings.base(), id),
                settings.program(),
                PeerName.of(settings.amphoraId()),
                settings.namespace(),
                commands,
                counters));
  }

  /** Load balancers with a configuration, sorted. */
  public List<String> loadBalancers() {
    return byLoadBalancer.keySet().stream()
        .filter(id -> of(id).config().isPresent())
        .sorted()
        .toList();
  }

  /** How many HAProxy processes are up. */
  public int running() {
    return (int) byLoadBalancer.values().stream().filter(Haproxy::isRunning).count();
  }

  /** Removes a load balancer; false if there was none. */
  boolean delete(String loadBalancerId) {
    Haproxy haproxy = of(loadBalancerId);
    Optional<HaproxyConfig> config = haproxy.config();
    haproxy.delete();
    byLoadBalancer.remove(loadBalancerId);
    config.ifPresent(
        held -> counters.forget(Set.copyOf(ConfigText.listeners(held.text()).keySet())));
    changed.run();
    return config.isPresent();
  }

  /** Tells that HAProxy runs something else now. */
  void changed() {
    changed.run();
  }

  @Override
  public Beat beat() {
    Map<String, ShowStat.Frontend> frontends = new LinkedHashMap<>();
    Map<String, PoolReport> pools = new LinkedHashMap<>();
    for (Haproxy haproxy : byLoadBalancer.values()) {
      haproxy
          .observe()
          .ifPresent(stat -> {
            frontends.putAll(stat.listeners());
            pools.putAll(stat.pools());
          });
    }
    Map<String, String> statuses = new LinkedHashMap<>();
    frontends.forEach((id, frontend) -> statuses.put(id, frontend.status()));
    return new Beat(restarts.get(), statuses, pools);
  }

  @Override
  public Map<String, ListenerBeat> statistics(Map<String, String> statuses) {
    Map<String, ListenerBeat> beats = new LinkedHashMap<>();
    counters
        .report(statuses.keySet())
        .forEach((id, report) ->
            beats.put(
                id,
                new ListenerBeat(
                    statuses.getOrDefault(id, "OPEN"),
                    report.increment(),
                    Optional.of(report.total()))));
    return beats;
  }

  private void watch() {
    try {
      while (!closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        for (Haproxy haproxy : byLoadBalancer.values()) {
          look(haproxy);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(Haproxy haproxy) {
    try {
      if (haproxy.supervise(clock.instant())) {
        restarts.incrementAndGet();
        changed.run();
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "supervising HAProxy; looked at again soon", e);
    }
  }

  private List<String> onDisk() {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(settings.base())) {
      for (Path directory : directories) {
        String name = directory.getFileName().toString();
        if (Files.exists(new HaproxyFiles(settings.base(), name).config())) {
          found.add(name);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + settings.base(), e);
    }
    return found;
  }
}
