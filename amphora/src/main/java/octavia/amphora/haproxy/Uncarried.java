package octavia.amphora.haproxy;

import java.util.HashMap;
import java.util.Map;
import octavia.model.Graph;
import octavia.model.HealthMonitor;
import octavia.model.Listener;
import octavia.model.Pool;

/** What an amphora does not carry, whatever else the graph says. */
final class Uncarried {
  private Uncarried() {}

  /** Ids of such objects, and of each the reason, for the tenant. */
  static Map<String, String> of(Graph graph) {
    Map<String, String> uncarried = new HashMap<>();
    for (Listener listener : graph.listeners()) {
      switch (listener.protocol()) {
        case TERMINATED_HTTPS, UDP, SCTP ->
            uncarried.put(
                listener.id(), "amphorae carry no " + listener.protocol() + " listeners yet");
        case HTTP, TCP, HTTPS, PROMETHEUS -> {}
      }
    }
    for (Pool pool : graph.pools()) {
      if (pool.protocol().isDatagram()) {
        uncarried.put(pool.id(), "amphorae carry no " + pool.protocol() + " pools yet");
      } else if (pool.tls().tlsEnabled()) {
        uncarried.put(pool.id(), "amphorae do not speak TLS to members yet");
      }
    }
    for (HealthMonitor monitor : graph.healthMonitors()) {
      switch (monitor.type()) {
        case PING, UDP_CONNECT, SCTP ->
            uncarried.put(
                monitor.id(),
                "amphorae carry no health monitors of type " + monitor.type().wire() + " yet");
        case HTTP, HTTPS, TCP, TLS_HELLO -> {}
      }
    }
    return uncarried;
  }
}
