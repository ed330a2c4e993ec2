package octavia.agent.heartbeat;

import java.util.Map;
import octavia.amphora.heartbeat.Heartbeat.ListenerBeat;
import octavia.model.HealthReport.PoolReport;

/** Where heartbeats get what they say. */
public interface Beats {

  /**
   * How everything is.
   *
   * @param restarts how often HAProxy died and was started again since the agent's start
   * @param listeners id to OPEN or FULL
   * @param pools by {@code pool:listener}
   */
  record Beat(long restarts, Map<String, String> listeners, Map<String, PoolReport> pools) {}

  /** Looks now. */
  Beat beat();

  /** What listeners carried since they were last asked about here. */
  Map<String, ListenerBeat> statistics(Map<String, String> listeners);
}
