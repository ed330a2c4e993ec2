package octavia.model;

/** Protocols of a pool (API: {@code pool.protocol}). */
public enum PoolProtocol {
  TCP,
  HTTP,
  HTTPS,
  PROXY,
  PROXYV2,
  UDP,
  SCTP;

  /** True for the pools that HAProxy does not carry. */
  public boolean isDatagram() {
    return this == UDP || this == SCTP;
  }
}
