package octavia.app.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was measured of one thing at one number of connections.
 *
 * @param nanos the time of each success, ascending
 * @param errors requests that were answered with anything else, or not at all
 * @param firstError what the first of them was, or empty
 * @param seconds from the first request's start to the last one's end; of requests alone where
 *     there are waits between them
 * @param cpuSeconds processor time of the watched processes meanwhile, by their label
 */
record Measured(
    long[] nanos, long errors, String firstError, double seconds, Map<String, Double> cpuSeconds) {

  Measured {
    nanos = nanos.clone();
    Arrays.sort(nanos);
    cpuSeconds = Map.copyOf(cpuSeconds);
  }

  /** Successes per second. */
  double rate() {
    return seconds > 0 ? nanos.length / seconds : 0;
  }

  double meanMillis() {
    return Arrays.stream(nanos).average().orElse(Double.NaN) / 1e6;
  }

  /**
   * The smallest time that at least that part of the successes does not exceed (nearest rank).
   *
   * @param part over 0 and up to 1
   */
  double quantileMillis(double part) {
    return nanos.length == 0 ? Double.NaN : nanos[(int) Math.ceil(part * nanos.length) - 1] / 1e6;
  }

  /** Rate, mean, median, 99th percentile, errors, and processor time per request of each label. */
  List<String> cells(List<String> labels) {
    List<String> cells = new java.util.ArrayList<>();
    cells.add(number(rate()) + "/s");
    cells.add(millis(meanMillis()));
    cells.add(millis(quantileMillis(0.5)));
    cells.add(millis(quantileMillis(0.99)));
    cells.add(Long.toString(errors));
    for (String label : labels) {
      double cpu = cpuSeconds.getOrDefault(label, Double.NaN);
      cells.add(millis(1000 * cpu / (nanos.length + errors)));
    }
    return cells;
  }

  static String millis(double value) {
    return Double.isFinite(value) ? number(value) + " ms" : "–";
  }

  /** Three digits that mean something. */
  static String number(double value) {
    return String.format(
        Locale.ROOT,
        value < 1 ? "%.3f" : value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f",
        value);
  }
}
