package octavia.amphora.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import octavia.model.Graph;
import octavia.model.HealthMonitorType;
import octavia.model.LbAlgorithm;
import octavia.model.ListenerProtocol;
import octavia.model.PoolProtocol;
import octavia.model.SessionPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No text of a user's can become more than the one word that it is. */
final class QuotingTest {
  private static final HaproxyCompiler COMPILER = new HaproxyCompiler(HaproxySettings.DEFAULT);
  private static final String SPECIAL = "'\"\\$#%[]{}(),;|&!*? <>`~^=:@é\u2028-a1";

  @Test
  void anyTextLeavesTheShapeOfTheConfigurationAsItIs(@TempDir Path directory) throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    String plain = compile("cookie", "/path", "example.org");
    for (int round = 0; round < 40; round++) {
      String text = compile(text(random), "/" + text(random), text(random));

      assertThat(text.lines().count()).as("seed %s", seed).isEqualTo(plain.lines().count());
      assertThat(text.lines().map(QuotingTest::directive))
          .as("seed %s", seed)
          .containsExactlyElementsOf(plain.lines().map(QuotingTest::directive).toList());
      HaproxyCheck.accepts(directory, text);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\rb", "a\u0000b", "a\tb", "a\u007fb"})
  void refusesControlCharacters(String value) {
    assertThatThrownBy(() -> compile("c", "/" + value, "example.org"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Graphs.monitorId(1));
    assertThatThrownBy(() -> compile(value, "/", "example.org"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Graphs.poolId(1));
  }

  @Test
  void acceptsTheLongestPath(@TempDir Path directory) throws Exception {
    HaproxyCheck.accepts(directory, compile("c", "/" + "'x".repeat(1_023), "example.org"));
  }

  /** The first two words: what HAProxy decides by. */
  private static String directive(String line) {
    String[] words = line.strip().split(" ", 3);
    return words.length < 2 ? line : words[0] + " " + words[1];
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int length = 1 + random.nextInt(30);
    for (int i = 0; i < length; i++) {
      text.append(SPECIAL.charAt(random.nextInt(SPECIAL.length())));
    }
    return text.toString();
  }

  private static String compile(String cookie, String path, String domain) {
    Graph graph =
        new Graphs("10.0.0.10")
            .listener(1, ListenerProtocol.HTTP, 80, 1)
            .pool(
                1,
                PoolProtocol.HTTP,
                LbAlgorithm.ROUND_ROBIN,
                new SessionPersistence(SessionPersistence.Type.APP_COOKIE, cookie, null, null),
                true)
            .monitor(1, 1, HealthMonitorType.HTTP, true, "GET", path, "200", 1.1, domain)
            .member(1, 1, "10.0.0.21", 8080)
            .build();
    HaproxyCompiler.Compiled compiled =
        COMPILER.compile(graph, Graphs.AMPHORA, Optional.of("10.0.0.11"));
    if (!compiled.uncarried().isEmpty()) {
      throw new IllegalArgumentException(compiled.uncarried().toString());
    }
    return compiled.text();
  }
}
