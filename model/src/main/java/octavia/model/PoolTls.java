package octavia.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a pool speaks TLS to its members. Lists keep their order. */
public record PoolTls(
    boolean tlsEnabled,
    @Nullable String tlsContainerRef,
    @Nullable String caTlsContainerRef,
    @Nullable String crlContainerRef,
    @Nullable String tlsCiphers,
    List<String> tlsVersions,
    List<String> alpnProtocols) {

  /** Of a pool that speaks plain text. */
  public static final PoolTls NONE =
      new PoolTls(false, null, null, null, null, List.of(), List.of());

  public PoolTls {
    tlsVersions = List.copyOf(tlsVersions);
    alpnProtocols = List.copyOf(alpnProtocols);
  }
}
