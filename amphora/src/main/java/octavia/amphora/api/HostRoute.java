package octavia.amphora.api;

/**
 * A route that hosts of a subnet have.
 *
 * @param destination in network form, such as {@code 10.1.0.0/16}
 */
public record HostRoute(String destination, String nexthop) {}
