package octavia.control.amphora;

import java.util.Map;
import octavia.cloud.network.Network;
import octavia.cloud.network.Port;
import octavia.cloud.network.Subnet;
import octavia.model.Amphora;
import octavia.model.Graph;
import octavia.model.LoadBalancer;
import octavia.provider.ProviderException;

/**
 * Talks to what runs inside an amphora. Every method may be repeated, blocks within a limit, and
 * throws {@link ProviderException} if it did not do what it was asked.
 */
public interface AmphoraDriver {

  /** True once the amphora answers; waits a moment for that. */
  boolean answers(Amphora amphora);

  /** Has the amphora carry the VIP on the interface of its port. */
  void plugVip(Amphora amphora, String vip, Port port, Subnet subnet, Network network);

  /**
   * Refuses a load balancer that amphorae of this driver cannot carry whatever hangs below it.
   *
   * @throws ProviderException with the reason
   */
  default void check(LoadBalancer loadBalancer) {}

  /** True if amphorae send heartbeats, so that silence means something. */
  boolean sendsHeartbeats();

  /**
   * Has the amphora run what the graph wants of it.
   *
   * @return ids of what it cannot run and leaves out, and of each a sentence that says why
   */
  Map<String, String> apply(Amphora amphora, Graph graph);

  /** Gives the amphora's agent its own configuration anew. */
  Told configure(Amphora amphora);

  /**
   * What came of telling an agent something. That it will not hear of it is an answer too: asking
   * again would change nothing.
   *
   * @param text for the timeline
   * @param detail for the operator; may be empty
   */
  record Told(String text, String detail) {}
}
