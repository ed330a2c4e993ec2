package octavia.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import octavia.app.standalone.ChildService;
import org.junit.jupiter.api.Test;

/**
 * No request whatever makes the API fail: for five minutes with {@code --full}, otherwise for
 * twenty seconds. The seed is printed; {@code -Doctavia.seed=} repeats it.
 */
@SystemTest
class RandomWalkTest {
  private static final boolean FULL = Boolean.getBoolean("octavia.full");
  private static final Duration TIME = FULL ? Duration.ofMinutes(5) : Duration.ofSeconds(20);
  private static final int STEPS_OF_KEPT = 2000;

  /** Walks that found something. */
  private static final long[] KEPT = {};

  private static final String NOOP =
      """
      [controller_worker]
      compute_driver = compute_noop_driver
      network_driver = network_noop_driver
      amphora_driver = amphora_noop_driver
      """;

  private static final List<RandomWalk.Walker> ADMIN =
      List.of(
          new RandomWalk.Walker(
              "admin", Map.of("X-Project-Id", "00000000000040008000000000000001")));

  @Test
  void nothingThatIsAskedMakesTheApiFail() throws InterruptedException {
    long seed = Long.getLong("octavia.seed", System.nanoTime());
    System.out.println("seed " + seed);
    try (Program program = new Program();
        ChildService service = program.startWith(NOOP)) {
      for (long kept : KEPT) {
        try (RandomWalk walk = new RandomWalk(service.apiUrl(), ADMIN, kept)) {
          walk.walk(Duration.ZERO, STEPS_OF_KEPT);
        }
      }
      try (RandomWalk walk = new RandomWalk(service.apiUrl(), ADMIN, seed)) {
        walk.walk(TIME, 1);
        System.out.println("answers by status: " + walk.statuses());
        assertThat(walk.statuses().keySet()).as("it got somewhere").contains(200, 201, 204, 400);
      }
    }
  }
}
