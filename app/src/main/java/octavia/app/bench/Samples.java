package octavia.app.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measured times of one thing. */
final class Samples {
  private final List<Duration> times = new ArrayList<>();

  void add(Duration time) {
    times.add(time);
  }

  int count() {
    return times.size();
  }

  /**
   * The smallest time that at least that part of the samples does not exceed (nearest rank).
   *
   * @param part over 0 and up to 1
   */
  Duration quantile(double part) {
    List<Duration> sorted = times.stream().sorted().toList();
    return sorted.get((int) Math.ceil(part * sorted.size()) - 1);
  }

  /** Median, 99th percentile and minimum, in milliseconds, as cells of a table. */
  List<String> cells() {
    return List.of(millis(quantile(0.5)), millis(quantile(0.99)), millis(quantile(1e-9)));
  }

  private static String millis(Duration time) {
    double millis = time.toNanos() / 1e6;
    return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
  }
}
