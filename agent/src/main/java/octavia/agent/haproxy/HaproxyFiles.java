package octavia.agent.haproxy;

import java.nio.file.Path;

/**
 * Where a load balancer's files lie, in upstream's layout.
 *
 * @param base the agent's directory
 */
record HaproxyFiles(Path base, String loadBalancerId) {

  Path directory() {
    return base.resolve(loadBalancerId);
  }

  /** The configuration that was given last and passed HAProxy's check. */
  Path config() {
    return directory().resolve("haproxy.cfg");
  }

  /** A configuration on its way to being checked. */
  Path unchecked() {
    return directory().resolve("haproxy.cfg.new");
  }

  /** The last configuration that HAProxy's check refused. */
  Path refused() {
    return directory().resolve("haproxy.cfg.new-failed");
  }

  /**
   * The configuration that HAProxy last started with: the last good one. There while HAProxy is
   * wanted to run.
   */
  Path running() {
    return directory().resolve("haproxy.cfg.running");
  }

  Path pid() {
    return directory().resolve(loadBalancerId + ".pid");
  }

  /** What HAProxy knew of its servers before the last reload. */
  Path serversState() {
    return directory().resolve("servers-state");
  }

  /** HAProxy's socket for questions. */
  Path socket() {
    return base.resolve(loadBalancerId + ".sock");
  }

  /** HAProxy's socket for commands and for handing over its listening sockets. */
  Path adminSocket() {
    return base.resolve(loadBalancerId + ".admin.sock");
  }
}
