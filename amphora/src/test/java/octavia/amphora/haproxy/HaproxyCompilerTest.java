package octavia.amphora.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import octavia.model.Graph;
import octavia.model.HealthMonitorType;
import octavia.model.L7Policy;
import octavia.model.L7Rule;
import octavia.model.L7Rule.CompareType;
import octavia.model.LbAlgorithm;
import octavia.model.ListenerProtocol;
import octavia.model.PoolProtocol;
import octavia.model.SessionPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each load balancer to the text that stands in the resources, which HAProxy accepts. */
final class HaproxyCompilerTest {
  private static final HaproxyCompiler COMPILER = new HaproxyCompiler(HaproxySettings.DEFAULT);
  private static final HaproxyCompiler LOGGING =
      new HaproxyCompiler(
          new HaproxySettings(
              "/var/lib/octavia", 2_000, "20k", 2, Optional.of("/run/rsyslog/octavia/log")));

  static Stream<Arguments> goldens() {
    return Stream.of(
        Arguments.of("http", COMPILER, http()),
        Arguments.of("tcp", COMPILER, tcp()),
        Arguments.of("https-passthrough", COMPILER, httpsPassthrough()),
        Arguments.of("ipv6-app-cookie", LOGGING, ipv6AppCookie()),
        Arguments.of("cookie-and-left-out", COMPILER, cookieAndLeftOut()),
        Arguments.of("l7", COMPILER, l7()),
        Arguments.of("prometheus", COMPILER, prometheus()),
        Arguments.of("idle", COMPILER, idle()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("goldens")
  void compiles(String name, HaproxyCompiler compiler, Graph graph, @TempDir Path directory)
      throws Exception {
    String text = compiler.compile(graph, Graphs.AMPHORA, Optional.of("10.0.0.11")).text();

    assertThat(text).isEqualTo(resource(name + ".cfg", text));
    HaproxyCheck.accepts(directory, text);
  }

  private static Graph http() {
    return new Graphs("10.0.0.10")
        .listener(
            1,
            ListenerProtocol.HTTP,
            80,
            1,
            options ->
                options.inserts(
                    Map.of(
                        "X-Forwarded-For", "true",
                        "X-Forwarded-Port", "True",
                        "X-Forwarded-Proto", "true",
                        "X-Real-IP", "true")))
        .pool(1, PoolProtocol.HTTP, LbAlgorithm.ROUND_ROBIN)
        .monitor(1, 1, HealthMonitorType.HTTP)
        .member(1, 1, "10.0.0.21", 8080)
        .member(2, 1, "10.0.0.22", 8080, 10, false, true, null, null)
        .member(3, 1, "10.0.0.23", 8080, 1, true, true, null, null)
        .member(4, 1, "10.0.0.24", 8080, 1, false, false, null, null)
        .build();
  }

  private static Graph tcp() {
    return new Graphs("10.0.0.10")
        .listener(
            1,
            ListenerProtocol.TCP,
            5432,
            1,
            options ->
                options
                    .limit(100)
                    .timeouts(1_000, 2_000, 3_000, 4_000)
                    .allows(List.of("10.0.0.0/8", "192.0.2.1/32")))
        .pool(
            1,
            PoolProtocol.TCP,
            LbAlgorithm.LEAST_CONNECTIONS,
            new SessionPersistence(SessionPersistence.Type.SOURCE_IP, null, null, null),
            true)
        .monitor(1, 1, HealthMonitorType.TCP)
        .member(1, 1, "10.0.0.21", 5432)
        .member(2, 1, "10.0.0.22", 5432)
        .build();
  }

  private static Graph httpsPassthrough() {
    return new Graphs("10.0.0.10")
        .listener(1, ListenerProtocol.HTTPS, 443, 1)
        .pool(1, PoolProtocol.PROXYV2, LbAlgorithm.SOURCE_IP)
        .monitor(
            1, 1, HealthMonitorType.HTTPS, true, "HEAD", "/health", "200-204", 1.1, "example.org")
        .member(1, 1, "10.0.0.21", 443, 1, false, true, "10.1.0.21", 8443)
        .listener(2, ListenerProtocol.TCP, 444, 2)
        .pool(2, PoolProtocol.PROXY, LbAlgorithm.SOURCE_IP)
        .member(2, 2, "10.0.0.22", 443)
        .build();
  }

  private static Graph ipv6AppCookie() {
    return new Graphs("2001:db8::10")
        .listener(1, ListenerProtocol.HTTP, 80, 1)
        .pool(
            1,
            PoolProtocol.HTTP,
            LbAlgorithm.ROUND_ROBIN,
            new SessionPersistence(SessionPersistence.Type.APP_COOKIE, "JSESSIONID", null, null),
            true)
        .member(1, 1, "2001:db8::21", 8080)
        .build();
  }

  private static Graph cookieAndLeftOut() {
    return new Graphs("10.0.0.10")
        .listener(1, ListenerProtocol.HTTP, 80, 1)
        .pool(
            1,
            PoolProtocol.HTTP,
            LbAlgorithm.ROUND_ROBIN,
            new SessionPersistence(SessionPersistence.Type.HTTP_COOKIE, null, null, null),
            true)
        .member(1, 1, "10.0.0.21", 80)
        .member(2, 1, "10.0.0.22", 80)
        .deleting(Graphs.memberId(2))
        .monitor(1, 1, HealthMonitorType.HTTP, false, "GET", "/", "200", null, null)
        .listener(2, ListenerProtocol.HTTP, 81, 0)
        .listener(3, ListenerProtocol.HTTP, 82, 1, options -> options.off())
        .listener(4, ListenerProtocol.HTTP, 83, 1)
        .deleting(Graphs.listenerId(4))
        .listener(5, ListenerProtocol.TCP, 84, 2)
        .pool(2, PoolProtocol.TCP, LbAlgorithm.ROUND_ROBIN, null, false)
        .build();
  }

  private static Graph l7() {
    Graphs graphs =
        new Graphs("10.0.0.10")
            .listener(1, ListenerProtocol.HTTP, 80, 1)
            .pool(1, PoolProtocol.HTTP, LbAlgorithm.ROUND_ROBIN)
            .member(1, 1, "10.0.0.21", 8080)
            .pool(2, PoolProtocol.HTTP, LbAlgorithm.ROUND_ROBIN)
            .member(2, 2, "10.0.0.22", 8080)
            .policy(1, 1, L7Policy.Action.REDIRECT_TO_POOL, "2")
            .rule(1, 1, L7Rule.Type.HOST_NAME, CompareType.EQUAL_TO, null, "Api.example.org")
            .rule(2, 1, L7Rule.Type.PATH, CompareType.STARTS_WITH, null, "/v1", true)
            .policy(2, 1, L7Policy.Action.REDIRECT_TO_URL, "https://example.org/%[env(HOME)]?a=b c")
            .rule(3, 2, L7Rule.Type.HEADER, CompareType.REGEX, "X-Agent", "^it's \"(old|\\d+)$")
            .rule(4, 2, L7Rule.Type.COOKIE, CompareType.CONTAINS, "a'b", "$HOME")
            .policy(3, 1, L7Policy.Action.REJECT, null)
            .rule(5, 3, L7Rule.Type.FILE_TYPE, CompareType.EQUAL_TO, null, "php")
            .policy(4, 1, L7Policy.Action.REDIRECT_PREFIX, "https://www.example.org")
            .rule(6, 4, L7Rule.Type.FILE_TYPE, CompareType.REGEX, null, "^(jpg|png)$")
            .rule(7, 4, L7Rule.Type.SSL_DN_FIELD, CompareType.ENDS_WITH, "CN", ".example.org")
            .rule(8, 4, L7Rule.Type.SSL_CONN_HAS_CERT, CompareType.EQUAL_TO, null, "true")
            .rule(9, 4, L7Rule.Type.SSL_VERIFY_RESULT, CompareType.EQUAL_TO, null, "0", true)
            .policy(5, 1, L7Policy.Action.REJECT, null); // no rule: does nothing
    return graphs.build();
  }

  private static Graph prometheus() {
    return new Graphs("10.0.0.10").listener(1, ListenerProtocol.PROMETHEUS, 9100, 0).build();
  }

  private static Graph idle() {
    return new Graphs("10.0.0.10").disabled().listener(1, ListenerProtocol.HTTP, 80, 0).build();
  }

  @Test
  void theSameGraphGivesTheSameText() {
    assertThat(COMPILER.compile(http(), Graphs.AMPHORA, Optional.empty()))
        .isEqualTo(COMPILER.compile(http(), Graphs.AMPHORA, Optional.empty()));
  }

  @Test
  void withoutAnAddressOfItsOwnTheAmphoraHasNoPeers() {
    assertThat(COMPILER.compile(tcp(), Graphs.AMPHORA, Optional.empty()).text())
        .contains("    stick-table type ipv6 size 10k\n")
        .doesNotContain("peer");
  }

  @Test
  void manyAllowedNetworksAreWrittenOverSeveralLines(@TempDir Path directory) throws Exception {
    List<String> networks =
        Stream.iterate(0, i -> i + 1).limit(250).map(i -> "10." + i + ".0.0/16").toList();
    String text =
        COMPILER
            .compile(
                new Graphs("10.0.0.10")
                    .listener(1, ListenerProtocol.HTTP, 80, 0, options -> options.allows(networks))
                    .build(),
                Graphs.AMPHORA,
                Optional.empty())
            .text();

    HaproxyCheck.accepts(directory, text);
    assertThat(text.lines().filter(line -> line.contains("acl allowed src"))).hasSize(13);
  }

  @Test
  void whatTheApiTakesAtItsLimitsHaproxyTakesToo(@TempDir Path directory) throws Exception {
    String text =
        COMPILER
            .compile(
                new Graphs("10.0.0.10")
                    .listener(1, ListenerProtocol.TCP, 80, 1)
                    .pool(1, PoolProtocol.TCP, LbAlgorithm.ROUND_ROBIN)
                    .monitor(1, 1, HealthMonitorType.TCP, Integer.MAX_VALUE, 2_147_484)
                    .member(1, 1, "::ffff:10.0.0.1", 80)
                    .build(),
                Graphs.AMPHORA,
                Optional.empty())
            .text();

    HaproxyCheck.accepts(directory, text);
    assertThat(text).contains("timeout check 2147483s", "inter 2147483s", "[::ffff:10.0.0.1]:80");
  }

  @Test
  void leavesOutWhatHaproxyCannotBeTold() {
    Graph udp = new Graphs("10.0.0.10").listener(1, ListenerProtocol.UDP, 53, 0).build();
    Graph ping =
        new Graphs("10.0.0.10")
            .listener(1, ListenerProtocol.HTTP, 80, 1)
            .pool(1, PoolProtocol.HTTP, LbAlgorithm.ROUND_ROBIN)
            .monitor(1, 1, HealthMonitorType.PING)
            .build();
    Graph codes =
        new Graphs("10.0.0.10")
            .listener(1, ListenerProtocol.HTTP, 80, 1)
            .pool(1, PoolProtocol.HTTP, LbAlgorithm.ROUND_ROBIN)
            .monitor(1, 1, HealthMonitorType.HTTP, true, "GET", "/", "200|.*", null, null)
            .build();
    Graph name =
        new Graphs("10.0.0.10")
            .listener(1, ListenerProtocol.HTTP, 80, 1)
            .pool(1, PoolProtocol.HTTP, LbAlgorithm.ROUND_ROBIN)
            .member(7, 1, "localhost", 80)
            .build();

    assertLeftOut(udp, Graphs.listenerId(1));
    assertLeftOut(ping, Graphs.monitorId(1));
    assertLeftOut(codes, Graphs.monitorId(1));
    assertLeftOut(name, Graphs.memberId(7));
  }

  /** The rest is compiled as if the object were not there. */
  private static void assertLeftOut(Graph graph, String objectId) {
    HaproxyCompiler.Compiled compiled = COMPILER.compile(graph, Graphs.AMPHORA, Optional.empty());

    assertThat(compiled.uncarried()).containsOnlyKeys(objectId);
    assertThat(compiled.text())
        .isEqualTo(
            COMPILER
                .compile(graph.deleting(Set.of(objectId)), Graphs.AMPHORA, Optional.empty())
                .text())
        .doesNotContain(objectId);
  }

  /** To change the goldens, run with the property {@code goldens} set to their directory. */
  private static String resource(String name, String compiled) throws IOException {
    String directory = System.getProperty("goldens");
    if (directory != null) {
      Files.writeString(Path.of(directory).resolve(name), compiled);
      return compiled;
    }
    try (InputStream in = HaproxyCompilerTest.class.getResourceAsStream(name)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
