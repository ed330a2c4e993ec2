package octavia.store.offer;

/**
 * A flavor or an availability zone.
 *
 * @param key the flavor's id, or the zone's name
 * @param enabled false where no new load balancer may choose it
 * @param profileId of the profile that says what it means
 */
public record Offer(
    String key, String name, String description, boolean enabled, String profileId) {

  /** The key that load balancers have which outlived their offer; never shown. */
  public static final String PLACEHOLDER = "00000000-0000-0000-0000-000000000000";
}
