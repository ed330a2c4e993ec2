package octavia.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A listener: a port of the VIP and what is done with what arrives there.
 *
 * @param connectionLimit connections at once; -1 is the configuration's default
 * @param insertHeaders header name to the text {@code "true"} (or another text, ignored)
 * @param timeouts milliseconds
 * @param allowedCidrs in network form; empty allows everybody
 */
public record Listener(
    String id,
    @Nullable String projectId,
    String loadBalancerId,
    String name,
    String description,
    boolean adminStateUp,
    ListenerProtocol protocol,
    int protocolPort,
    int connectionLimit,
    @Nullable String defaultPoolId,
    Map<String, String> insertHeaders,
    Timeouts timeouts,
    List<String> allowedCidrs,
    ListenerTls tls,
    ProvisioningStatus provisioningStatus,
    OperatingStatus operatingStatus,
    List<String> tags,
    Instant createdAt,
    @Nullable Instant updatedAt) {

  public Listener {
    insertHeaders = Map.copyOf(insertHeaders);
    allowedCidrs = List.copyOf(allowedCidrs);
    tags = List.copyOf(tags);
  }

  /** A listener's timeouts, in milliseconds, each 0..{@value #MAX_MILLIS}. */
  public record Timeouts(int clientData, int memberConnect, int memberData, int tcpInspect) {
    /** Upstream's greatest timeout: 24 days. */
    public static final int MAX_MILLIS = 2_073_600_000;
  }
}
