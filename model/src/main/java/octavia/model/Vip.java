package octavia.model;

import org.jspecify.annotations.Nullable;

/**
 * Where clients reach a load balancer. The network driver assigns what the request left open, so a
 * load balancer that is being created may have neither address nor port yet.
 *
 * @param octaviaOwned true if the port is ours to delete
 * @param vnicType {@code normal} or {@code direct}
 */
public record Vip(
    @Nullable String ipAddress,
    @Nullable String portId,
    @Nullable String subnetId,
    @Nullable String networkId,
    @Nullable String qosPolicyId,
    boolean octaviaOwned,
    String vnicType) {}
