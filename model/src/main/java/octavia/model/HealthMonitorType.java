package octavia.model;

import java.util.Arrays;
import java.util.Optional;

/** Kinds of health check (API: {@code healthmonitor.type}; two of them spelled with a hyphen). */
public enum HealthMonitorType {
  HTTP("HTTP"),
  HTTPS("HTTPS"),
  PING("PING"),
  TCP("TCP"),
  TLS_HELLO("TLS-HELLO"),
  UDP_CONNECT("UDP-CONNECT"),
  SCTP("SCTP");

  private final String wire;

  HealthMonitorType(String wire) {
    this.wire = wire;
  }

  /** The type as API and database spell it. */
  public String wire() {
    return wire;
  }

  /** The type that {@code wire} spells; empty if none does. */
  public static Optional<HealthMonitorType> ofWire(String wire) {
    return Arrays.stream(values()).filter(type -> type.wire.equals(wire)).findFirst();
  }

  /** True where the check is an HTTP request, so that method, path and codes mean something. */
  public boolean isHttp() {
    return this == HTTP || this == HTTPS;
  }
}
