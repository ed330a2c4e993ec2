package octavia.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A machine that carries a load balancer, as the database knows it.
 *
 * @param computeId the compute driver's id; null until it was asked for one
 * @param lbNetworkIp the agent's address on the management network
 * @param vrrpIp the amphora's own address beside the VIP
 * @param haIp the VIP
 */
public record Amphora(
    String id,
    @Nullable String loadBalancerId,
    @Nullable String computeId,
    @Nullable String lbNetworkIp,
    @Nullable String vrrpIp,
    @Nullable String haIp,
    @Nullable String vrrpPortId,
    @Nullable String haPortId,
    @Nullable Instant certExpiration,
    boolean certBusy,
    @Nullable AmphoraRole role,
    AmphoraStatus status,
    @Nullable String vrrpInterface,
    @Nullable Integer vrrpId,
    @Nullable Integer vrrpPriority,
    @Nullable String cachedZone,
    @Nullable String imageId,
    @Nullable String computeFlavor,
    Instant createdAt,
    @Nullable Instant updatedAt) {}
