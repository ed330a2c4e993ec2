package octavia.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MeasuredTest {

  @Test
  void tellsRateMeanQuantilesErrorsAndProcessorTimePerRequest() {
    long[] nanos = LongStream.rangeClosed(1, 100).map(i -> (101 - i) * 1_000_000).toArray();
    Measured measured = new Measured(nanos, 20, "no", 2, Map.of("api", 0.6));
    assertThat(measured.rate()).isEqualTo(50);
    assertThat(measured.meanMillis()).isEqualTo(50.5);
    assertThat(measured.quantileMillis(0.5)).isEqualTo(50);
    assertThat(measured.quantileMillis(0.99)).isEqualTo(99);
    assertThat(measured.cells(List.of("api", "database")))
        .containsExactly("50.0/s", "50.5 ms", "50.0 ms", "99.0 ms", "20", "5.00 ms", "–");
  }

  @Test
  void nothingMeasuredIsNoFigure() {
    assertThat(new Measured(new long[0], 0, "", 0, Map.of()).cells(List.of()))
        .containsExactly("0.000/s", "–", "–", "–", "0");
  }
}
