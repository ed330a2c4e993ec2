package octavia.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import octavia.api.TestApi.Answer;
import octavia.store.object.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All members of a pool in one call, and whole objects with what is below them. */
class BatchTest {
  @TempDir Path directory;
  private TestApi api;
  private String loadBalancer = "";
  private String pool = "";

  @BeforeEach
  void open() {
    api = new TestApi(directory, "[quotas]\ndefault_member_quota = 3\n");
    loadBalancer = api.loadBalancer("one");
    pool =
        api.make(
            "pools",
            "pool",
            "\"loadbalancer_id\": \""
                + loadBalancer
                + "\", \"protocol\": \"HTTP\", \"lb_algorithm\": \"ROUND_ROBIN\"");
    replace("", "[" + member(1, "'weight': 7, 'name': 'a', 'backup': true") + "]");
    api.settle();
  }

  @AfterEach
  void close() {
    api.close();
  }

  private Answer replace(String query, String members) {
    return api.put(
        "/v2/lbaas/pools/" + pool + "/members" + query,
        ("{'members': " + members + "}").replace('\'', '"'));
  }

  private static String member(int host, String more) {
    return "{'address': '192.0.2.%d', 'protocol_port': 80%s}"
        .formatted(host, more.isEmpty() ? "" : ", " + more);
  }

  /** Address, weight, name and provisioning status of each. */
  private String members() {
    List<String> shown = new ArrayList<>();
    for (var member : api.get("/v2/lbaas/pools/" + pool + "/members").at("/members")) {
      shown.add(
          member.at("/address").asString().replace("192.0.2.", "")
              + " "
              + member.at("/weight").asInt()
              + member.at("/name").asString()
              + " "
              + member.at("/provisioning_status").asString().replace("PENDING_", ""));
    }
    Collections.sort(shown);
    return String.join(", ", shown);
  }

  @Test
  void replacesTheMembers() {
    assertThat(members()).isEqualTo("1 7a ACTIVE");

    Answer answer = replace("", "[" + member(2, "") + ", " + member(3, "'weight': 0") + "]");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body()).isNull();
    assertThat(members()).isEqualTo("1 7a DELETE, 2 1 CREATE, 3 0 CREATE");
    assertThat(replace("", "[]").status()).isEqualTo(409);
    api.settle();
    assertThat(members()).isEqualTo("2 1 ACTIVE, 3 0 ACTIVE");
  }

  @Test
  void addsToTheMembers() {
    assertThat(replace("?additive_only=True", "[" + member(2, "") + "]").status()).isEqualTo(202);
    api.settle();
    assertThat(members()).isEqualTo("1 7a ACTIVE, 2 1 ACTIVE");
  }

  @Test
  void whatAListedMemberDoesNotSayGetsItsDefault() {
    replace("", "[" + member(1, "") + "]");
    assertThat(members()).isEqualTo("1 1a UPDATE");
  }

  @Test
  void nothingToDoIsNoChange() {
    replace("", "[]");
    api.settle();
    assertThat(replace("", "[]").status()).isEqualTo(202);
    assertThat(
            api.get("/v2/lbaas/loadbalancers/" + loadBalancer)
                .at("/loadbalancer/provisioning_status")
                .asString())
        .isEqualTo("ACTIVE");
  }

  @Test
  void refusesWhatMakesNoSense() {
    String twice = member(1, "") + ", " + member(1, "");
    assertThat(replace("", "[" + twice + "]").fault())
        .isEqualTo("Validation failure: Member must be updated only once in the same request.");
    String new2 = member(2, "") + ", " + member(2, "");
    assertThat(replace("", "[" + new2 + "]").fault())
        .isEqualTo("Another member on this pool is already using ip 192.0.2.2 on protocol_port 80");
    String three = member(2, "") + ", " + member(3, "") + ", " + member(4, "");
    assertThat(replace("?additive_only=true", "[" + three + "]").fault())
        .isEqualTo("Quota has been met for resources: Member");
    assertThat(replace("", "[{'address': '169.254.169.254', 'protocol_port': 1}]").fault())
        .isEqualTo("169.254.169.254 is not a valid option for member address");
    assertThat(members()).isEqualTo("1 7a ACTIVE");
    int inUse = api.store.read(tx -> tx.quotas().inUse(TestApi.PROJECT, Kind.MEMBER));
    assertThat(inUse).isEqualTo(1);
    assertThat(replace("", "[" + three + "]").status()).isEqualTo(202);
  }

  @Test
  void aListenerBringsItsPoolAndPolicies() {
    Answer answer =
        api.post(
            "/v2/lbaas/listeners",
            ("{'listener': {'loadbalancer_id': '"
                    + loadBalancer
                    + "', 'protocol': 'HTTP', 'protocol_port': 80, 'default_pool': {'name': 'p',"
                    + " 'protocol': 'HTTP', 'lb_algorithm': 'ROUND_ROBIN', 'members': ["
                    + member(9, "")
                    + "]}, 'l7policies': [{'action': 'REDIRECT_TO_POOL', 'redirect_pool':"
                    + " {'name': 'p'}, 'rules': [{'type': 'PATH', 'compare_type': 'EQUAL_TO',"
                    + " 'value': '/'}]}]}}")
                .replace('\'', '"'));

    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
    String policy = answer.at("/listener/l7policies/0/id").asString();
    Answer shown = api.get("/v2/lbaas/l7policies/" + policy);
    assertThat(shown.at("/l7policy/redirect_pool_id"))
        .isEqualTo(answer.at("/listener/default_pool_id"));
    assertThat(shown.at("/l7policy/rules").size()).isEqualTo(1);
  }

  @Test
  void aTreeBringsPolicies() {
    Answer answer =
        api.post(
            "/v2/lbaas/loadbalancers",
            ("{'loadbalancer': {'vip_subnet_id': '"
                    + FakeNetwork.SUBNET
                    + "', 'project_id': '"
                    + TestApi.PROJECT
                    + "', 'listeners': [{'protocol': 'HTTP', 'protocol_port': 80, 'l7policies':"
                    + " [{'action': 'REJECT', 'name': 'b'}, {'action': 'REDIRECT_TO_POOL', 'name':"
                    + " 'a', 'position': 1, 'redirect_pool': {'name': 'x', 'protocol': 'HTTP',"
                    + " 'lb_algorithm': 'ROUND_ROBIN'}, 'rules': [{'type': 'PATH',"
                    + " 'compare_type': 'EQUAL_TO', 'value': '/'}]}]}]}}")
                .replace('\'', '"'));

    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
    var policies = answer.at("/loadbalancer/listeners/0/l7policies");
    assertThat(policies.findValuesAsString("name")).startsWith("a");
    assertThat(policies.at("/0/redirect_pool_id")).isEqualTo(answer.at("/loadbalancer/pools/0/id"));
    assertThat(policies.at("/0/rules/0/value").asString()).isEqualTo("/");
    assertThat(policies.at("/1/position").asInt()).isEqualTo(2);
    assertThat(answer.at("/loadbalancer/pools/0/listeners/0/id"))
        .isEqualTo(answer.at("/loadbalancer/listeners/0/id"));
  }
}
