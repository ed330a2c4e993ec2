package octavia.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import octavia.api.TestApi.Answer;
import octavia.cloud.CloudException;
import octavia.store.object.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Load balancers made together with what is below them. */
class TreesTest {
  private static final String POOL =
      """
      {'name': 'p', 'protocol': 'HTTP', 'lb_algorithm': 'ROUND_ROBIN',
       'members': [{'address': '192.0.2.5', 'protocol_port': 80},
                   {'address': '192.0.2.6', 'protocol_port': 80, 'weight': 7}],
       'healthmonitor': {'type': 'HTTP', 'delay': 5, 'timeout': 3, 'max_retries': 2}}\
      """;

  @TempDir Path directory;
  private TestApi api;

  @BeforeEach
  void open() {
    api = new TestApi(directory, "[quotas]\ndefault_member_quota = 3\n");
  }

  @AfterEach
  void close() {
    api.close();
  }

  private Answer create(String more) {
    return api.post(
        "/v2/lbaas/loadbalancers",
        ("{'loadbalancer': {'vip_subnet_id': '"
                + FakeNetwork.SUBNET
                + "', 'project_id': '"
                + TestApi.PROJECT
                + "', "
                + more
                + "}}")
            .replace('\'', '"'));
  }

  @Test
  void makesEverythingAndShowsIt() {
    Answer answer =
        create(
            "'listeners': [{'name': 'l', 'protocol': 'HTTP', 'protocol_port': 80, 'default_pool': "
                + POOL
                + "}, {'protocol': 'TCP', 'protocol_port': 81, 'default_pool': {'name': 'p'}}]");

    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
    var tree = answer.at("/loadbalancer");
    assertThat(tree.at("/listeners").size()).isEqualTo(2);
    assertThat(tree.at("/listeners/0/default_pool_id")).isEqualTo(tree.at("/pools/0/id"));
    assertThat(tree.at("/listeners/1/default_pool_id")).isEqualTo(tree.at("/pools/0/id"));
    assertThat(tree.at("/listeners/0/l7policies").isArray()).isTrue();
    assertThat(tree.at("/pools/0/listeners").size()).isEqualTo(2);
    assertThat(tree.at("/pools/0/members").findValuesAsString("weight"))
        .containsExactlyInAnyOrder("1", "7");
    assertThat(tree.at("/pools/0/members/0/operating_status").asString()).isEqualTo("NO_MONITOR");
    assertThat(tree.at("/pools/0/healthmonitor/url_path").asString()).isEqualTo("/");
    assertThat(tree.at("/pools/0/provisioning_status").asString()).isEqualTo("PENDING_CREATE");
    api.settle();
    Answer shown = api.get("/v2/lbaas/loadbalancers/" + tree.at("/id").asString());
    assertThat(shown.at("/loadbalancer/pools/0").toString())
        .isEqualTo("{\"id\":\"" + tree.at("/pools/0/id").asString() + "\"}");
    assertThat(inUse(Kind.MEMBER)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'listeners': [{'protocol': 'HTTP', 'protocol_port': 1, 'default_pool': {'name': 'x'}}]"
            + " | 400 | Validation failure: Pool 'x' was referenced but no full definition was"
            + " found.",
        "'listeners': [{'protocol': 'HTTP', 'protocol_port': 1, 'default_pool':"
            + " {'protocol': 'HTTP', 'lb_algorithm': 'ROUND_ROBIN'}}]"
            + " | 400 | Validation failure: Pools must be named when creating a fully populated"
            + " loadbalancer.",
        "'listeners': [{'protocol': 'HTTP', 'protocol_port': 1, 'default_pool':"
            + " {'name': 'a', 'protocol': 'HTTP', 'admin_state_up': true, 'description': 'x'}}]"
            + " | 400 | Validation failure: Pool definition for 'a' missing required attribute:"
            + " lb_algorithm",
        "'listeners': [{'protocol': 'HTTP', 'protocol_port': 80},"
            + " {'protocol': 'HTTP', 'protocol_port': 80}]"
            + " | 409 | Another Listener on this Load Balancer is already using protocol HTTP and"
            + " protocol_port 80",
        "'listeners': [{'name': 'x'}]"
            + " | 400 | Invalid input for field/attribute protocol. Value: 'None'. Mandatory"
            + " field missing.",
        "'listeners': [{'protocol': 'HTTP', 'protocol_port': 1, 'loadbalancer_id': 'x'}]"
            + " | 400 | Unknown attribute for argument load_balancer.loadbalancer.listeners:"
            + " loadbalancer_id",
        "'listeners': [{'nope': 1}]"
            + " | 400 | Unknown attribute for argument load_balancer.loadbalancer.listeners: nope",
        "'pools': [{}]"
            + " | 400 | Validation failure: Pools must be named when creating a fully populated"
            + " loadbalancer.",
        "'pools': [{'name': 'a', 'protocol': 'HTTP', 'lb_algorithm': 'ROUND_ROBIN'},"
            + " {'name': 'a', 'protocol': 'HTTP', 'lb_algorithm': 'ROUND_ROBIN'}]"
            + " | 400 | Validation failure: Pool names must be unique when creating a fully"
            + " populated loadbalancer.",
        "'pools': [{'name': 'a', 'protocol': 'HTTP', 'lb_algorithm': 'SOURCE_IP_PORT'}]"
            + " | 501 | Provider 'amphora' does not support a requested option: Amphora provider"
            + " does not support SOURCE_IP_PORT algorithm.",
        "'listeners': [5]"
            + " | 400 | Invalid input for field/attribute listeners. Value: '5'. Value should be"
            + " an object",
      })
  void refusesWhatIsIncomplete(String more, int status, String fault) {
    Answer answer = create(more);

    assertThat(answer.fault()).isEqualTo(fault);
    assertThat(answer.status()).isEqualTo(status);
    assertNothingIsLeft();
  }

  @Test
  void countsEachObject() {
    String members =
        "{'address': '192.0.2.%d', 'protocol_port': 1}, ".repeat(4).formatted(1, 2, 3, 4);

    Answer answer =
        create(
            "'pools': [{'name': 'p', 'protocol': 'TCP', 'lb_algorithm': 'ROUND_ROBIN',"
                + " 'members': ["
                + members.substring(0, members.length() - 2)
                + "]}]");

    assertThat(answer.fault()).isEqualTo("Quota has been met for resources: Member");
    assertNothingIsLeft();
  }

  @Test
  void leavesNothingWithoutAddress() {
    api.network.allocation = new CloudException(CloudException.Kind.CONFLICT, "taken");

    Answer answer =
        create(
            "'listeners': [{'protocol': 'TCP', 'protocol_port': 1, 'default_pool': " + POOL + "}]");

    assertThat(answer.status()).isEqualTo(409);
    assertNothingIsLeft();
  }

  private void assertNothingIsLeft() {
    for (String collection :
        new String[] {"loadbalancers", "listeners", "pools", "healthmonitors"}) {
      assertThat(api.get("/v2/lbaas/" + collection).at("/" + collection).size()).isZero();
    }
    for (Kind kind : Kind.values()) {
      assertThat(inUse(kind)).as("%s", kind).isZero();
    }
  }

  private int inUse(Kind kind) {
    return api.store.read(tx -> tx.quotas().inUse(TestApi.PROJECT, kind));
  }
}
