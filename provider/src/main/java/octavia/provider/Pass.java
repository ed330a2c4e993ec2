package octavia.provider;

import java.time.Duration;

/** What a provider may ask and tell while it reconciles. Used by the calling thread only. */
public interface Pass {

  /**
   * Begins a step. Call it before each step that touches the outside: it makes sure that this
   * process may still act.
   *
   * @param name a short stable word, such as {@code plug-vip}
   * @param limit the longest that the step may take
   * @throws LostLeaseException if another process has taken over; the pass must end at once
   */
  void step(String name, Duration limit);

  /**
   * A number that is greater than that of every pass before it on the same load balancer. Whoever
   * keeps state of its own refuses a write with a smaller one: it comes from a pass that has been
   * taken over.
   */
  long fence();

  /**
   * Puts an event on the load balancer's timeline.
   *
   * @param text for the tenant: no addresses of the management network, no paths
   * @param detail for the operator; may be empty
   */
  void event(String text, String detail);
}
