package octavia.model;

/** How an object does, as its amphorae observe it (API: {@code operating_status}). */
public enum OperatingStatus {
  ONLINE,
  OFFLINE,
  DEGRADED,
  ERROR,
  NO_MONITOR,
  DRAINING
}
