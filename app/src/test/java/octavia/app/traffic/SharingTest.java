package octavia.app.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import octavia.app.client.Visitor;
import octavia.app.system.HttpConnection;
import octavia.app.system.SocketServer;
import octavia.app.system.WebConversation;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Who gets which request. */
class SharingTest extends ServedTest {
  private static final int REQUESTS = 1000;

  @Test
  void roundRobinIsEvenWithTwoMembersAndWithThree() throws InterruptedException {
    String pool = pool(listener("HTTP", Map.of()), "HTTP", "ROUND_ROBIN", Map.of());
    tenant().member(pool, web("one"), Map.of());
    tenant().member(pool, web("two"), Map.of());

    assertThat(answers(REQUESTS)).isEqualTo(Map.of("one", 500, "two", 500));

    tenant().member(pool, web("three"), Map.of());

    Map<String, Integer> three = answers(REQUESTS);
    assertThat(three).containsOnlyKeys("one", "two", "three");
    assertThat(three.values()).allMatch(count -> count == 333 || count == 334);
  }

  @Test
  void weightsHoldAndCanBeChanged() throws InterruptedException {
    String pool = pool(listener("HTTP", Map.of()), "HTTP", "ROUND_ROBIN", Map.of());
    tenant().member(pool, web("heavy"), Map.of("weight", 3));
    String light = tenant().member(pool, web("light"), Map.of("weight", 1));

    Map<String, Integer> answers = answers(REQUESTS);
    assertThat(answers.get("heavy")).isCloseTo(750, Percentage.withPercentage(5));
    assertThat(answers.get("light")).isCloseTo(250, Percentage.withPercentage(5));

    tenant().update(light, "member", Map.of("weight", 0));

    assertThat(answers(100)).isEqualTo(Map.of("heavy", 100));
  }

  @Test
  void leastConnectionsPrefersWhoHasFewer() throws IOException, InterruptedException {
    String pool = pool(listener("TCP", Map.of()), "TCP", "LEAST_CONNECTIONS", Map.of());
    tenant().member(pool, server("one", waiting('1')), Map.of());
    tenant().member(pool, server("two", waiting('2')), Map.of());

    Map<Socket, Integer> connections = new LinkedHashMap<>();
    try {
      for (int i = 0; i < 10; i++) {
        connect(connections);
      }
      assertThat(connections.values()).containsOnly((int) '1', (int) '2');
      assertThat(connections.values()).filteredOn(greeting -> greeting == '1').hasSize(5);

      for (Map.Entry<Socket, Integer> connection : connections.entrySet()) {
        if (connection.getValue() == '1') {
          connection.getKey().shutdownOutput();
          assertThat(connection.getKey().getInputStream().read()).isNegative();
          connection.getKey().close();
        }
      }
      Map<Socket, Integer> next = new LinkedHashMap<>();
      for (int i = 0; i < 5; i++) {
        connect(next);
      }
      connections.putAll(next);
      assertThat(next.values()).containsOnly((int) '1');
    } finally {
      for (Socket connection : connections.keySet()) {
        connection.close();
      }
    }
  }

  /** Greets with one character and waits until the client goes. */
  private static SocketServer.Conversation waiting(char greeting) {
    return connection -> {
      connection.getOutputStream().write(greeting);
      connection.getInputStream().readAllBytes();
    };
  }

  private void connect(Map<Socket, Integer> connections) throws IOException {
    Socket socket = new Socket(tenant().vip(), port());
    connections.put(socket, 0);
    socket.setSoTimeout(10_000);
    connections.put(socket, socket.getInputStream().read());
  }

  @Test
  void sourceIpKeepsAClientAndSpreadsClients() throws Exception {
    String pool = pool(listener("HTTP", Map.of()), "HTTP", "SOURCE_IP", Map.of());
    tenant().member(pool, web("one"), Map.of());
    tenant().member(pool, web("two"), Map.of());

    Set<String> used = new HashSet<>();
    for (int i = 1; i <= 20; i++) {
      String client = "10.245.31." + i;
      address(client);
      Set<String> answers = new HashSet<>();
      for (int request = 0; request < 5; request++) {
        answers.add(body(client));
      }
      assertThat(answers).as(client).hasSize(1);
      used.addAll(answers);
    }
    assertThat(used).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void aCookieKeepsASession() throws IOException, InterruptedException {
    String pool =
        pool(
            listener("HTTP", Map.of()),
            "HTTP",
            "ROUND_ROBIN",
            Map.of("session_persistence", Map.of("type", "HTTP_COOKIE")));
    tenant().member(pool, web("one"), Map.of());
    tenant().member(pool, web("two"), Map.of());

    for (String expected : List.of("one", "two")) {
      HttpConnection.Answer first = answerOf(expected);
      String cookie = first.headers().get("set-cookie").replaceAll(";.*", "");
      for (int i = 0; i < 10; i++) {
        assertThat(get("cookie: " + cookie).body()).isEqualTo(expected);
      }
    }
  }

  @Test
  void theApplicationsCookieKeepsASession() throws IOException, InterruptedException {
    String pool =
        pool(
            listener("HTTP", Map.of()),
            "HTTP",
            "ROUND_ROBIN",
            Map.of("session_persistence", Map.of("type", "APP_COOKIE", "cookie_name", "session")));
    for (String name : List.of("one", "two")) {
      WebConversation conversation =
          new WebConversation(name, "set-cookie: session=" + name + "s; path=/");
      tenant().member(pool, server(name, conversation), Map.of());
    }

    for (String expected : List.of("one", "two")) {
      answerOf(expected);
      for (int i = 0; i < 10; i++) {
        assertThat(get("cookie: session=" + expected + "s").body()).isEqualTo(expected);
      }
    }
  }

  /** An answer of that member to a client that has no cookie. */
  private HttpConnection.Answer answerOf(String member) throws IOException {
    for (int i = 0; i < 4; i++) {
      HttpConnection.Answer answer = get();
      if (answer.body().equals(member)) {
        return answer;
      }
    }
    throw new AssertionError("member " + member + " is not asked");
  }

  private HttpConnection.Answer get(String... headers) throws IOException {
    try (HttpConnection connection = new HttpConnection(tenant().vip(), port())) {
      return connection.get(headers);
    }
  }

  private String body(String from) throws IOException {
    try (HttpConnection connection = new HttpConnection(tenant().vip(), port(), from)) {
      return connection.get().body();
    }
  }

  /** Gives the host one more address; it goes with the local cloud's interface. */
  private void address(String address) throws IOException, InterruptedException {
    String device =
        NetworkInterface.getByInetAddress(InetAddress.ofLiteral(tenant().gateway())).getName();
    Process process =
        new ProcessBuilder("ip", "address", "replace", address + "/32", "dev", device)
            .inheritIO()
            .start();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  /** How many of so many visitors, one after the other, each member answered. */
  private Map<String, Integer> answers(int requests) {
    Visitor visitor = new Visitor(tenant().vip(), port());
    Map<String, Integer> answers = new TreeMap<>();
    for (int i = 0; i < requests; i++) {
      answers.merge(visitor.visit().orElse("no answer"), 1, Integer::sum);
    }
    return answers;
  }
}
