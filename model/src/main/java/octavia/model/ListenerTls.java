package octavia.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a listener says of TLS. Lists keep their order.
 *
 * @param clientAuthentication NONE, OPTIONAL or MANDATORY
 * @param hstsMaxAge seconds; null sends no header
 */
public record ListenerTls(
    @Nullable String defaultTlsContainerRef,
    List<String> sniContainerRefs,
    @Nullable String clientCaTlsContainerRef,
    ClientAuthentication clientAuthentication,
    @Nullable String clientCrlContainerRef,
    @Nullable String tlsCiphers,
    List<String> tlsVersions,
    List<String> alpnProtocols,
    @Nullable Integer hstsMaxAge,
    boolean hstsIncludeSubdomains,
    boolean hstsPreload) {

  /** Of a listener that does not terminate TLS. */
  public static final ListenerTls NONE =
      new ListenerTls(
          null,
          List.of(),
          null,
          ClientAuthentication.NONE,
          null,
          null,
          List.of(),
          List.of(),
          null,
          false,
          false);

  public ListenerTls {
    sniContainerRefs = List.copyOf(sniContainerRefs);
    tlsVersions = List.copyOf(tlsVersions);
    alpnProtocols = List.copyOf(alpnProtocols);
  }

  /** Whether a client must show a certificate. */
  public enum ClientAuthentication {
    NONE,
    OPTIONAL,
    MANDATORY
  }
}
