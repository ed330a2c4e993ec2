package octavia.model;

/**
 * A listener's counters. {@code activeConnections} is a level, the rest only grow.
 *
 * @param bytesIn from clients
 * @param bytesOut to clients
 */
public record ListenerStatistics(
    long activeConnections,
    long bytesIn,
    long bytesOut,
    long requestErrors,
    long totalConnections) {

  /** Nothing yet. */
  public static final ListenerStatistics ZERO = new ListenerStatistics(0, 0, 0, 0, 0);

  /** The sum of both. */
  public ListenerStatistics plus(ListenerStatistics other) {
    return new ListenerStatistics(
        activeConnections + other.activeConnections,
        bytesIn + other.bytesIn,
        bytesOut + other.bytesOut,
        requestErrors + other.requestErrors,
        totalConnections + other.totalConnections);
  }
}
