package octavia.provider;

import java.util.List;
import octavia.model.Graph;
import octavia.model.HealthMonitor;
import octavia.model.L7Policy;
import octavia.model.Listener;
import octavia.model.LoadBalancer;
import octavia.model.Member;
import octavia.model.Pool;
import org.jspecify.annotations.Nullable;

/**
 * Carries load balancers. A provider is level-triggered: it is shown the whole of what is wanted
 * and moves reality there, whatever it finds. Implementations are called from many threads, never
 * twice at once for one load balancer.
 */
public interface Provider {

  /** The name by which a request chooses it, such as {@code amphora}. */
  String name();

  /** One sentence for the providers' list. */
  String description();

  /**
   * Refuses what this provider cannot carry, before anything is stored.
   *
   * @throws UnsupportedOptionException if it cannot
   */
  default void validate(Listener listener) {}

  /** As {@link #validate(Listener)}. */
  default void validate(Pool pool) {}

  /**
   * As {@link #validate(Listener)}, for a member of a pool that listeners send to.
   *
   * @param pool it is to be a member of
   */
  default void validate(Member member, Pool pool, LoadBalancer loadBalancer) {}

  /** As {@link #validate(Listener)}. */
  default void validate(HealthMonitor healthMonitor) {}

  /**
   * As {@link #validate(Listener)}.
   *
   * @param listener whose policy it is to be
   */
  default void validate(L7Policy policy, Listener listener) {}

  /**
   * The keys that the data of a flavor's profile may have.
   *
   * @throws NotImplementedException if there are no flavors with this provider
   */
  default List<Capability> getSupportedFlavorMetadata() {
    throw new NotImplementedException(
        "This provider does not support getting the supported flavor metadata.");
  }

  /**
   * Refuses data of a flavor's profile that means nothing to this provider.
   *
   * @param data a JSON value: a map, list, text, number or boolean, or null
   * @throws UnsupportedOptionException if it does
   * @throws NotImplementedException if there are no flavors with this provider
   */
  default void validateFlavor(@Nullable Object data) {
    throw new NotImplementedException("This provider does not support validating flavors.");
  }

  /** As {@link #getSupportedFlavorMetadata}, of availability zones. */
  default List<Capability> getSupportedAvailabilityZoneMetadata() {
    throw new NotImplementedException(
        "This provider does not support getting the supported availability zone metadata.");
  }

  /** As {@link #validateFlavor}, of availability zones. */
  default void validateAvailabilityZone(@Nullable Object data) {
    throw new NotImplementedException(
        "This provider does not support validating availability zones.");
  }

  /**
   * Takes one pass from what is to what {@code graph} wants; doing it twice is the same as once. A
   * graph whose load balancer is {@linkplain Graph#isDeleting wanted gone} is taken down to
   * nothing, its VIP port excepted, which is the service's.
   *
   * @param pass what the provider may ask and tell meanwhile
   * @return done, or when to try again
   * @throws ProviderException if a step failed; it is tried again later, and its reason becomes the
   *     load balancer's once the deadline has passed
   */
  Outcome reconcile(Graph graph, Pass pass);
}
