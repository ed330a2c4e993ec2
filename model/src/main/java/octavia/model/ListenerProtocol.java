package octavia.model;

/** Protocols of a listener (API: {@code listener.protocol}). */
public enum ListenerProtocol {
  TCP,
  HTTPS,
  HTTP,
  TERMINATED_HTTPS,
  UDP,
  SCTP,
  PROMETHEUS;

  /** The transport below: two listeners of one load balancer may share a port if it differs. */
  public Transport transport() {
    return switch (this) {
      case TCP, HTTPS, HTTP, TERMINATED_HTTPS, PROMETHEUS -> Transport.TCP;
      case UDP -> Transport.UDP;
      case SCTP -> Transport.SCTP;
    };
  }

  /** True where HAProxy reads requests, so that headers can be inserted. */
  public boolean isHttp() {
    return switch (this) {
      case HTTP, TERMINATED_HTTPS, PROMETHEUS -> true;
      case TCP, HTTPS, UDP, SCTP -> false;
    };
  }

  /** True if a listener of this protocol may send to a pool of {@code pool}'s protocol. */
  public boolean accepts(PoolProtocol pool) {
    return switch (this) {
      case TCP ->
          switch (pool) {
            case HTTP, HTTPS, PROXY, PROXYV2, TCP -> true;
            case UDP, SCTP -> false;
          };
      case HTTP, TERMINATED_HTTPS ->
          switch (pool) {
            case HTTP, PROXY, PROXYV2 -> true;
            case HTTPS, TCP, UDP, SCTP -> false;
          };
      case HTTPS ->
          switch (pool) {
            case HTTPS, PROXY, PROXYV2, TCP -> true;
            case HTTP, UDP, SCTP -> false;
          };
      case UDP -> pool == PoolProtocol.UDP;
      case SCTP -> pool == PoolProtocol.SCTP;
      case PROMETHEUS -> false;
    };
  }

  /** The layer-4 protocol under a listener. */
  public enum Transport {
    TCP,
    UDP,
    SCTP
  }
}
