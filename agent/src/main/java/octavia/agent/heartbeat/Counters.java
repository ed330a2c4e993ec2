package octavia.agent.heartbeat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import octavia.agent.exec.AtomicFile;
import octavia.model.ListenerStatistics;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What listeners carried over the amphora's whole life. HAProxy counts from zero in every process,
 * and after a reload two processes count at once; here their counts add up. Kept in a file, so that
 * neither a restart of HAProxy nor one of the agent loses any. All methods may be called from any
 * thread.
 */
public final class Counters {
  private static final System.Logger LOG = System.getLogger(Counters.class.getName());
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path file;

  // All guarded by this object's monitor.
  private final Map<String, ListenerStatistics> settled = new TreeMap<>();
  private final Map<String, Map<String, ListenerStatistics>> living = new TreeMap<>();
  private final Map<String, ListenerStatistics> reported = new TreeMap<>();
  private String written = "";

  /**
   * What a heartbeat says of a listener's traffic.
   *
   * @param increment since the previous report
   * @param total since the amphora was made
   */
  public record Report(ListenerStatistics increment, ListenerStatistics total) {}

  /** The file's content. */
  private record Kept(
      Map<String, ListenerStatistics> settled,
      Map<String, Map<String, ListenerStatistics>> living,
      Map<String, ListenerStatistics> reported) {}

  /** Goes on from what the file says; a file that cannot be read is as good as none. */
  public Counters(Path file) {
    this.file = file;
    if (!Files.exists(file)) {
      return;
    }
    try {
      Kept kept = JSON.readValue(Files.readString(file), Kept.class);
      settled.putAll(kept.settled());
      living.putAll(kept.living());
      reported.putAll(kept.reported());
    } catch (IOException | JacksonException | NullPointerException e) {
      LOG.log(System.Logger.Level.WARNING, "counters start from zero: " + file, e);
    }
  }

  /** Takes what a living process has counted so far. */
  public synchronized void observe(String process, Map<String, ListenerStatistics> counted) {
    living.put(process, new TreeMap<>(counted));
  }

  /** Keeps what a process counted that counts no more. */
  public synchronized void settle(String process) {
    Map<String, ListenerStatistics> last = living.remove(process);
    if (last != null) {
      last.forEach((listener, counted) ->
          settled.merge(listener, withoutLevel(counted), ListenerStatistics::plus));
    }
  }

  /** Settles every process but these: they ended while nobody looked. */
  public synchronized void settleAllBut(Set<String> processes) {
    Set.copyOf(living.keySet()).stream()
        .filter(process -> !processes.contains(process))
        .forEach(this::settle);
  }

  /** Forgets listeners that are gone for good. */
  public synchronized void forget(Set<String> listeners) {
    settled.keySet().removeAll(listeners);
    reported.keySet().removeAll(listeners);
    living.values().forEach(counted -> counted.keySet().removeAll(listeners));
  }

  /**
   * What to report of these listeners now. Written down before it returns, so that an increment may
   * be lost with its heartbeat but is never reported twice.
   */
  public synchronized Map<String, Report> report(Set<String> listeners) {
    Map<String, Report> reports = new HashMap<>();
    for (String listener : listeners) {
      ListenerStatistics total = total(listener);
      ListenerStatistics before = reported.getOrDefault(listener, ListenerStatistics.ZERO);
      reports.put(listener, new Report(increment(before, total), total));
      reported.put(listener, withoutLevel(total));
    }
    keep();
    return reports;
  }

  private ListenerStatistics total(String listener) {
    ListenerStatistics sum = settled.getOrDefault(listener, ListenerStatistics.ZERO);
    for (Map<String, ListenerStatistics> counted : living.values()) {
      sum = sum.plus(counted.getOrDefault(listener, ListenerStatistics.ZERO));
    }
    return sum;
  }

  private void keep() {
    String text = JSON.writeValueAsString(new Kept(settled, living, reported));
    if (text.equals(written)) {
      return;
    }
    try {
      AtomicFile.write(file, text);
      written = text;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static ListenerStatistics increment(ListenerStatistics from, ListenerStatistics to) {
    return new ListenerStatistics(
        to.activeConnections(),
        to.bytesIn() - from.bytesIn(),
        to.bytesOut() - from.bytesOut(),
        to.requestErrors() - from.requestErrors(),
        to.totalConnections() - from.totalConnections());
  }

  /** Connections that are open now do not add up over time. */
  private static ListenerStatistics withoutLevel(ListenerStatistics counted) {
    return new ListenerStatistics(
        0,
        counted.bytesIn(),
        counted.bytesOut(),
        counted.requestErrors(),
        counted.totalConnections());
  }
}
