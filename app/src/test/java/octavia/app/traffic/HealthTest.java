package octavia.app.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import octavia.app.client.Visitor;
import octavia.app.system.Await;
import octavia.app.system.SocketServer;
import org.junit.jupiter.api.Test;

/** Members that fail their checks. */
class HealthTest extends ServedTest {
  private static final int REQUESTS = 200;

  @Test
  void aStoppedMemberLeavesAndComesBack() throws InterruptedException {
    String listener = listener("HTTP", Map.of());
    String pool = pool(listener, "HTTP", "ROUND_ROBIN", Map.of());
    SocketServer one = web("one");
    SocketServer two = web("two");
    String firstMember = tenant().member(pool, one, Map.of());
    String secondMember = tenant().member(pool, two, Map.of());
    tenant().monitor(pool, "HTTP");
    tenant().awaitOnline();
    int known = tenant().events().size();

    one.stop();

    awaitOperating(firstMember, "member", "ERROR");
    assertThat(answers()).containsExactly("two");
    assertThat(operating(secondMember, "member")).isEqualTo("ONLINE");
    assertThat(operating("pools/" + pool, "pool")).isEqualTo("DEGRADED");
    assertThat(operating("listeners/" + listener, "listener")).isEqualTo("ONLINE");
    assertThat(tenant().tree().path("operating_status").asString()).isEqualTo("DEGRADED");

    two.stop();

    awaitOperating(secondMember, "member", "ERROR");
    Await.value("the pool is ERROR", () -> operating("pools/" + pool, "pool"), "ERROR"::equals);
    assertThat(tenant().tree().path("operating_status").asString()).isEqualTo("ERROR");
    assertThat(new Visitor(tenant().vip(), port()).visit()).isEmpty();

    one.start();
    two.start();

    tenant().awaitOnline();
    assertThat(answers()).containsExactlyInAnyOrder("one", "two");
    assertThat(tenant().eventsAfter(known))
        .containsExactlyInAnyOrder(
            "member-error", "member-error", "member-online", "member-online");
  }

  @Test
  void aDisabledMemberGetsNothing() throws InterruptedException {
    String pool = pool(listener("HTTP", Map.of()), "HTTP", "ROUND_ROBIN", Map.of());
    tenant().member(pool, web("one"), Map.of());
    String second = tenant().member(pool, web("two"), Map.of());
    tenant().monitor(pool, "TCP");
    tenant().awaitOnline();

    tenant().update(second, "member", Map.of("admin_state_up", false));

    assertThat(answers()).containsExactly("one");
    awaitOperating(second, "member", "OFFLINE");

    tenant().update(second, "member", Map.of("admin_state_up", true));

    tenant().awaitOnline();
    assertThat(answers()).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void aDisabledListenerRefusesConnections() throws InterruptedException {
    String listener = listener("HTTP", Map.of());
    String pool = pool(listener, "HTTP", "ROUND_ROBIN", Map.of());
    tenant().member(pool, web("one"), Map.of());
    assertThat(answers()).containsExactly("one");

    tenant().update("listeners/" + listener, "listener", Map.of("admin_state_up", false));

    assertThat(new Visitor(tenant().vip(), port()).visit()).isEmpty();
    awaitOperating("listeners/" + listener, "listener", "OFFLINE");

    tenant().update("listeners/" + listener, "listener", Map.of("admin_state_up", true));

    assertThat(answers()).containsExactly("one");
    awaitOperating("listeners/" + listener, "listener", "ONLINE");
  }

  private void awaitOperating(String object, String kind, String status)
      throws InterruptedException {
    Await.value(object + " is " + status, () -> operating(object, kind), status::equals);
  }

  private String operating(String object, String kind) throws InterruptedException {
    return tenant().show(object, kind).path("operating_status").asString();
  }

  /** Who answers; a request that fails stands among them. */
  private Set<String> answers() {
    Visitor visitor = new Visitor(tenant().vip(), port());
    Set<String> answers = new HashSet<>();
    for (int i = 0; i < REQUESTS; i++) {
      answers.add(visitor.visit().orElse("no answer"));
    }
    return answers;
  }
}
