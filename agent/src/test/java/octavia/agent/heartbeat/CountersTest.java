package octavia.agent.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import octavia.agent.heartbeat.Counters.Report;
import octavia.model.ListenerStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CountersTest {
  @TempDir private Path directory;

  @Test
  void processesAddUpAndSoDoTheirSuccessors() {
    Counters counters = new Counters(file());
    counters.observe("1", Map.of("l", counted(2, 10)));
    assertThat(counters.report(Set.of("l"))).isEqualTo(report(counted(2, 10), counted(2, 10)));

    counters.observe("1", Map.of("l", counted(1, 15)));
    counters.observe("2", Map.of("l", counted(3, 4)));
    assertThat(counters.report(Set.of("l"))).isEqualTo(report(counted(4, 9), counted(4, 19)));

    counters.settle("1");
    counters.settle("1");
    counters.observe("2", Map.of("l", counted(0, 6)));
    assertThat(counters.report(Set.of("l"))).isEqualTo(report(counted(0, 2), counted(0, 21)));
  }

  @Test
  void anotherLifeOfTheAgentGoesOnCounting() {
    Counters before = new Counters(file());
    before.observe("1", Map.of("l", counted(1, 10)));
    before.observe("2", Map.of("l", counted(1, 5)));
    before.report(Set.of("l"));

    Counters after = new Counters(file());
    after.settleAllBut(Set.of("2"));
    after.observe("2", Map.of("l", counted(0, 8)));

    assertThat(after.report(Set.of("l"))).isEqualTo(report(counted(0, 3), counted(0, 18)));
  }

  @Test
  void aListenerThatIsGoneForGoodIsForgotten() {
    Counters counters = new Counters(file());
    counters.observe("1", Map.of("l", counted(1, 10)));
    counters.report(Set.of("l"));

    counters.forget(Set.of("l"));

    assertThat(counters.report(Set.of("l"))).isEqualTo(report(counted(0, 0), counted(0, 0)));
  }

  @Test
  void aFileThatCannotBeReadIsAsGoodAsNone() throws Exception {
    for (String text : new String[] {"", "{", "{}", "{\"settled\": 5}", "{\"l\": {\"rx\": 1}}"}) {
      Files.writeString(file(), text);
      assertThat(new Counters(file()).report(Set.of("l")))
          .isEqualTo(report(counted(0, 0), counted(0, 0)));
    }
  }

  private Path file() {
    return directory.resolve("stats_counters.json");
  }

  private static Map<String, Report> report(
      ListenerStatistics increment, ListenerStatistics total) {
    return Map.of("l", new Report(increment, total));
  }

  /** The same number for everything that grows. */
  private static ListenerStatistics counted(long active, long each) {
    return new ListenerStatistics(active, each, each, each, each);
  }
}
