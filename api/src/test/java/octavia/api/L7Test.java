package octavia.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import octavia.api.TestApi.Answer;
import octavia.model.ProvisioningStatus;
import octavia.store.object.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** L7 policies and rules: what they may be, their order, and what hangs on what. */
class L7Test {
  @TempDir Path directory;
  private TestApi api;
  private final Map<String, String> ids = new LinkedHashMap<>();

  @BeforeEach
  void open() {
    api = new TestApi(directory, "[quotas]\ndefault_l7policy_quota = 4\n");
    String lb = api.loadBalancer("one");
    String on = "\"loadbalancer_id\": \"" + lb + "\", ";
    ids.put("lb", lb);
    ids.put("li", api.make("listeners", "listener", on + port("HTTP", 80)));
    ids.put("lt", api.make("listeners", "listener", on + port("TCP", 81)));
    ids.put("lm", api.make("listeners", "listener", on + port("PROMETHEUS", 82)));
    ids.put("po", api.make("pools", "pool", on + pool("HTTP")));
    ids.put("pt", api.make("pools", "pool", on + pool("TCP")));
    ids.put("unknown", TestApi.UNKNOWN);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private static String port(String protocol, int port) {
    return "\"protocol\": \"%s\", \"protocol_port\": %d".formatted(protocol, port);
  }

  private static String pool(String protocol) {
    return "\"lb_algorithm\": \"ROUND_ROBIN\", \"protocol\": \"" + protocol + "\"";
  }

  private Answer send(String method, String path, String body) {
    return api.send(method, "/v2/lbaas/" + fill(path), fill(body), Map.of());
  }

  private String fill(String text) {
    String filled = text;
    for (var id : ids.entrySet()) {
      filled = filled.replace("{" + id.getKey() + "}", id.getValue());
    }
    return filled.replace('\'', '"');
  }

  private String policy(String name, String fields) {
    Answer answer =
        send("POST", "l7policies", "{'l7policy': {'listener_id': '{li}', " + fields + "}}");
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
    api.settle();
    String id = answer.at("/l7policy/id").asString();
    ids.put(name, id);
    return id;
  }

  private String rule(String name, String policy, String fields) {
    Answer answer = send("POST", "l7policies/{" + policy + "}/rules", "{'rule': {" + fields + "}}");
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
    api.settle();
    ids.put(name, answer.at("/rule/id").asString());
    return ids.get(name);
  }

  @Test
  void showsAPolicyAsUpstreamDoes() {
    Answer answer =
        send(
            "POST",
            "l7policies",
            "{'l7policy': {'listener_id': '{li}', 'action': 'REDIRECT_TO_POOL', 'name': 'n',"
                + " 'redirect_pool_id': '{po}', 'redirect_http_code': 301, 'tags': ['b', 'a']}}");

    assertThat(answer.status()).isEqualTo(201);
    String id = answer.at("/l7policy/id").asString();
    assertThat(answer.at("/l7policy").toString())
        .isEqualTo(
            fill(
                "{'id':'"
                    + id
                    + "','name':'n','description':'','provisioning_status':'PENDING_CREATE',"
                    + "'operating_status':'OFFLINE','admin_state_up':true,'project_id':'"
                    + TestApi.PROJECT
                    + "','action':'REDIRECT_TO_POOL','listener_id':'{li}','redirect_pool_id':"
                    + "'{po}','redirect_url':null,'redirect_prefix':null,'position':1,'rules':[],"
                    + "'created_at':'2026-11-21T08:00:00','updated_at':null,'tags':['a','b'],"
                    + "'redirect_http_code':null,'tenant_id':'"
                    + TestApi.PROJECT
                    + "'}"));
    assertThat(send("GET", "listeners/{li}", "").at("/listener/l7policies/0/id").asString())
        .isEqualTo(id);
    assertThat(send("GET", "loadbalancers/{lb}", "").at("/loadbalancer/provisioning_status"))
        .hasToString("\"PENDING_UPDATE\"");
    assertThat(send("GET", "listeners/{li}", "").at("/listener/provisioning_status"))
        .hasToString("\"PENDING_UPDATE\"");
    assertThat(send("GET", "listeners/{lt}", "").at("/listener/provisioning_status"))
        .hasToString("\"ACTIVE\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'action': 'REJECT' | 201 | REJECT",
        "'action': 'REJECT', 'redirect_url': 'http://a.example/' | 201 | REJECT",
        "'action': 'REJECT', 'redirect_prefix': 'http://a.example' | 201"
            + " | REDIRECT_PREFIX http://a.example 302",
        "'action': 'REDIRECT_TO_URL', 'redirect_url': 'https://[::1]:80/x?y#z' | 201"
            + " | REDIRECT_TO_URL https://[::1]:80/x?y#z 302",
        "'action': 'REDIRECT_TO_URL', 'redirect_url': 'http://a.example',"
            + " 'redirect_prefix': 'http://b.example', 'redirect_http_code': 308 | 201"
            + " | REDIRECT_TO_URL http://a.example 308",
        "'action': 'REDIRECT_PREFIX', 'redirect_prefix': 'http://a.example',"
            + " 'redirect_http_code': 303 | 201 | REDIRECT_PREFIX http://a.example 303",
        "'action': 'REDIRECT_TO_URL' | 400"
            + " | Invalid L7 Policy arguments: redirect_url must not be None",
        "'action': 'REDIRECT_TO_POOL' | 400"
            + " | Invalid L7 Policy arguments: redirect_pool_id or redirect_pool must not be None",
        "'action': 'REDIRECT_PREFIX', 'redirect_url': 'http://a.example' | 400"
            + " | Invalid L7 Policy arguments: redirect_prefix must not be None",
        "'action': 'REDIRECT_TO_POOL', 'redirect_pool_id': '{po}',"
            + " 'redirect_prefix': 'http://a.example' | 400"
            + " | Invalid L7 Policy arguments: Cannot specify redirect_pool_id and redirect_url"
            + " or redirect_prefix at the same time",
        "'action': null | 400 | Invalid L7 Policy action specified: None",
        "'name': 'x' | 400 | Invalid input for field/attribute action. Value: 'None'. Mandatory"
            + " field missing.",
        "'action': 'REDIRECT_TO_URL', 'redirect_url': 'ftp://a.example' | 400"
            + " | Invalid input for field/attribute redirect_url. Value: 'ftp://a.example'."
            + " Value must be a valid URL string",
        "'action': 'REDIRECT_TO_URL', 'redirect_url': 'http://a b' | 400"
            + " | Invalid input for field/attribute redirect_url. Value: 'http://a b'."
            + " Value must be a valid URL string",
        "'action': 'REJECT', 'redirect_http_code': 304 | 400"
            + " | Invalid input for field/attribute redirect_http_code. Value: '304'. Value"
            + " should be one of: 301, 302, 303, 307, 308",
        "'action': 'REJECT', 'position': 0 | 400 | Invalid input for field/attribute position."
            + " Value: '0'. Value should be greater or equal to 1",
        "'action': 'REDIRECT_TO_POOL', 'redirect_pool_id': '{unknown}' | 404"
            + " | Pool deadbeef-dead-4ead-8ead-deadbeefdead not found.",
        "'action': 'REDIRECT_TO_POOL', 'redirect_pool_id': '{pt}' | 400"
            + " | Validation failure: The pool protocol 'TCP' is invalid while the listener"
            + " protocol is 'HTTP'.",
        "'action': 'REJECT', 'listener_id': '{lt}' | 501"
            + " | Provider 'amphora' does not support a requested option: TCP protocol listeners"
            + " do not support L7 policies",
        "'action': 'REJECT', 'listener_id': '{lm}' | 400"
            + " | Protocol PROMETHEUS listeners cannot have child objects.",
        "'action': 'REJECT', 'listener_id': '{unknown}' | 404"
            + " | Listener deadbeef-dead-4ead-8ead-deadbeefdead not found.",
        "'action': 'REJECT', 'redirect_pool': {} | 400"
            + " | Unknown attribute for argument l7policy_.l7policy: redirect_pool",
      })
  void takesOrRefusesPolicies(String fields, int status, String expected) {
    String all = fields.contains("listener_id") ? fields : "'listener_id': '{li}', " + fields;
    Answer answer = send("POST", "l7policies", "{'l7policy': {" + all + "}}");

    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(status == 201 ? summary(answer) : answer.fault()).isEqualTo(expected);
  }

  /** Action, target and code. */
  private static String summary(Answer answer) {
    StringBuilder summary = new StringBuilder(answer.at("/l7policy/action").asString());
    for (String field :
        List.of("redirect_pool_id", "redirect_url", "redirect_prefix", "redirect_http_code")) {
      var value = answer.at("/l7policy/" + field);
      if (!value.isNull()) {
        summary.append(' ').append(value.asString());
      }
    }
    return summary.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'name': 'x'} | 200 | REDIRECT_TO_URL http://a.example 302",
        "{'redirect_http_code': 307} | 200 | REDIRECT_TO_URL http://a.example 307",
        "{'action': 'REJECT'} | 200 | REJECT",
        "{'redirect_prefix': 'http://b.example'} | 200 | REDIRECT_PREFIX http://b.example 302",
        "{'redirect_pool_id': '{po}'} | 200 | REDIRECT_TO_POOL {po}",
        "{'action': 'REDIRECT_TO_POOL'} | 400 | Invalid L7 Policy arguments: redirect_pool_id or"
            + " redirect_pool must not be None",
        "{'action': null} | 400 | Invalid L7 Policy action specified: None",
        "{} | 400 | Invalid L7 Policy arguments: Invalid update options",
        "{'listener_id': '{li}'} | 400 | Unknown attribute for argument l7policy_.l7policy:"
            + " listener_id",
      })
  void changesPolicies(String body, int status, String expected) {
    policy("a", "'action': 'REDIRECT_TO_URL', 'redirect_url': 'http://a.example'");

    Answer answer = send("PUT", "l7policies/{a}", "{'l7policy': " + body + "}");

    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(status == 200 ? summary(answer) : answer.fault()).isEqualTo(fill(expected));
  }

  @Test
  void numbersPoliciesFromOneInTheirOrder() {
    policy("a", "'action': 'REJECT'");
    policy("b", "'action': 'REJECT', 'position': 9");
    policy("c", "'action': 'REJECT', 'position': 1");
    assertThat(order()).isEqualTo("c1 a2 b3");

    send("PUT", "l7policies/{c}", "{'l7policy': {'position': 2147483647}}");
    api.settle();
    assertThat(order()).isEqualTo("a1 b2 c3");

    send("PUT", "l7policies/{c}", "{'l7policy': {'position': 2}}");
    api.settle();
    assertThat(order()).isEqualTo("a1 c2 b3");

    send("DELETE", "l7policies/{a}", "");
    api.settle();
    assertThat(order()).isEqualTo("c1 b2");
  }

  private String order() {
    Map<String, String> names = new LinkedHashMap<>();
    ids.forEach((name, id) -> names.put(id, name));
    List<String> order = new ArrayList<>();
    for (var reference : send("GET", "listeners/{li}", "").at("/listener/l7policies")) {
      String id = reference.at("/id").asString();
      order.add(
          names.get(id) + api.get("/v2/lbaas/l7policies/" + id).at("/l7policy/position").asInt());
    }
    return String.join(" ", order);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'type': 'PATH', 'compare_type': 'STARTS_WITH', 'value': '/x' | 201 |",
        "'type': 'PATH', 'compare_type': 'STARTS_WITH', 'value': '/x', 'key': 'ignored' | 201 |",
        "'type': 'PATH', 'compare_type': 'REGEX', 'value': '(?P<a_b>x)(?P=a_b)' | 201 |",
        "'type': 'SSL_CONN_HAS_CERT', 'compare_type': 'EQUAL_TO', 'value': 'True' | 201 |",
        "'type': 'SSL_VERIFY_RESULT', 'compare_type': 'EQUAL_TO', 'value': '0' | 201 |",
        "'type': 'SSL_DN_FIELD', 'compare_type': 'CONTAINS', 'value': 'a b', 'key': 'CN' | 201 |",
        "'type': 'PATH', 'compare_type': 'STARTS_WITH', 'value': '' | 400"
            + " | Error parsing L7Rule: Invalid L7 Rule: L7 rule type requires a value",
        "'type': 'PATH', 'compare_type': 'REGEX', 'value': '(' | 400"
            + " | Error parsing L7Rule: Unable to parse regular expression: Unclosed group at"
            + " position 1",
        "'type': 'PATH', 'compare_type': 'EQUAL_TO', 'value': 'a b' | 400"
            + " | Error parsing L7Rule: Invalid characters in comparison value",
        "'type': 'HEADER', 'compare_type': 'EQUAL_TO', 'value': 'a' | 400"
            + " | Error parsing L7Rule: Invalid L7 Rule: L7 rule type requires a key",
        "'type': 'HEADER', 'compare_type': 'EQUAL_TO', 'value': 'a', 'key': 'b c' | 400"
            + " | Error parsing L7Rule: Invalid characters in key",
        "'type': 'COOKIE', 'compare_type': 'EQUAL_TO', 'value': 'a;b', 'key': 'c' | 400"
            + " | Error parsing L7Rule: Invalid characters in cookie value",
        "'type': 'FILE_TYPE', 'compare_type': 'CONTAINS', 'value': 'a' | 400"
            + " | Error parsing L7Rule: Invalid L7 Rule: invalid comparison type for rule type",
        "'type': 'SSL_CONN_HAS_CERT', 'compare_type': 'EQUAL_TO', 'value': 'no' | 400"
            + " | Error parsing L7Rule: Invalid L7 Rule: L7rule value no is not a boolean True"
            + " string.",
        "'type': 'SSL_VERIFY_RESULT', 'compare_type': 'REGEX', 'value': '1' | 400"
            + " | Error parsing L7Rule: Invalid L7 Rule: L7rule type SSL_VERIFY_RESULT only"
            + " supports the EQUAL_TO compare type.",
        "'type': 'SSL_DN_FIELD', 'compare_type': 'EQUAL_TO', 'value': 'x', 'key': '1' | 400"
            + " | Error parsing L7Rule: Invalid L7 Rule: Invalid L7rule distinguished name field.",
        "'compare_type': 'EQUAL_TO', 'value': 'x' | 400 | Invalid input for field/attribute type."
            + " Value: 'None'. Mandatory field missing.",
        "'type': 'PATH', 'compare_type': 'EQUAL_TO', 'value': '/', 'nope': 1 | 400"
            + " | Unknown attribute for argument rule_.rule: nope",
      })
  void takesOrRefusesRules(String fields, int status, String fault) {
    policy("a", "'action': 'REJECT'");

    Answer answer = send("POST", "l7policies/{a}/rules", "{'rule': {" + fields + "}}");

    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(answer.fault()).isEqualTo(fault == null ? "" : fault);
  }

  @Test
  void showsAndChangesARule() {
    policy("a", "'action': 'REJECT'");
    rule("r", "a", "'type': 'HEADER', 'compare_type': 'CONTAINS', 'key': 'X-A', 'value': 'b'");

    Answer changed =
        send("PUT", "l7policies/{a}/rules/{r}", "{'rule': {'value': 'c', 'invert': true}}");

    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.at("/rule").toString())
        .isEqualTo(
            fill(
                "{'id':'{r}','type':'HEADER','compare_type':'CONTAINS','key':'X-A','value':'c',"
                    + "'invert':true,'provisioning_status':'PENDING_UPDATE','operating_status':"
                    + "'OFFLINE','created_at':'2026-11-21T08:00:00','updated_at':"
                    + "'2026-11-21T08:00:00','project_id':'"
                    + TestApi.PROJECT
                    + "','admin_state_up':true,'tags':[],'tenant_id':'"
                    + TestApi.PROJECT
                    + "'}"));
    assertThat(send("GET", "l7policies/{a}", "").at("/l7policy/provisioning_status"))
        .hasToString("\"PENDING_UPDATE\"");
    assertThat(
            send(
                    "POST",
                    "l7policies/{a}/rules",
                    "{'rule': {'type': 'PATH', 'compare_type':" + " 'EQUAL_TO', 'value': '/'}}")
                .fault())
        .isEqualTo(fill("L7Policy {a} is immutable and cannot be updated."));
    api.settle();
    assertThat(send("GET", "l7policies/{a}/rules?value=c&invert=yes", "").at("/rules").size())
        .isEqualTo(1);
    assertThat(send("GET", "l7policies/{a}/rules?name=c", "").status()).isEqualTo(400);
    assertThat(send("GET", "l7policies?action=REJECT&position=1", "").at("/l7policies").size())
        .isEqualTo(1);
    assertThat(send("GET", "l7policies/{unknown}/rules", "").status()).isEqualTo(404);
    policy("b", "'action': 'REJECT'");
    assertThat(send("GET", "l7policies/{b}/rules/{r}", "").status()).isEqualTo(404);
    assertThat(send("DELETE", "l7policies/{a}/rules/{r}", "").status()).isEqualTo(204);
    api.settle();
    assertThat(send("GET", "l7policies/{a}/rules/{r}", "").fault())
        .isEqualTo(fill("L7 Rule {r} not found."));
  }

  @Test
  void takesFiftyRulesAndNoMore() {
    policy("a", "'action': 'REJECT'");
    for (int i = 0; i < 50; i++) {
      rule("r", "a", "'type': 'PATH', 'compare_type': 'EQUAL_TO', 'value': '/" + i + "'");
    }

    Answer answer =
        send(
            "POST",
            "l7policies/{a}/rules",
            "{'rule': {'type': 'PATH', 'compare_type': 'EQUAL_TO', 'value': '/'}}");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.fault()).isEqualTo(fill("Too many rules on L7 policy {a}"));
  }

  @Test
  void aPoolThatAPolicySendsToStaysAndShowsItsListener() {
    policy("a", "'action': 'REDIRECT_TO_POOL', 'redirect_pool_id': '{po}'");
    assertThat(send("GET", "pools/{po}", "").at("/pool/listeners").size()).isZero();
    rule("r", "a", "'type': 'PATH', 'compare_type': 'EQUAL_TO', 'value': '/'");
    assertThat(send("GET", "pools/{po}", "").at("/pool/listeners/0/id").asString())
        .isEqualTo(ids.get("li"));
    assertThat(
            send("GET", "loadbalancers/{lb}/status", "")
                .at("/statuses/loadbalancer/listeners")
                .findValues("pools")
                .toString())
        .contains(ids.get("po"));

    Answer refused = send("DELETE", "pools/{po}", "");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.fault()).isEqualTo(fill("Pool {po} is in use by L7 policy {a}"));
    send("POST", "pools/{po}/members", "{'member': {'address': '192.0.2.1', 'protocol_port': 80}}");
    assertThat(send("GET", "listeners/{li}", "").at("/listener/provisioning_status"))
        .hasToString("\"PENDING_UPDATE\"");
    api.settle();
    send("DELETE", "l7policies/{a}", "");
    api.settle();
    assertThat(send("DELETE", "pools/{po}", "").status()).isEqualTo(204);
  }

  @Test
  void countsPoliciesAndRules() {
    for (int i = 0; i < 4; i++) {
      policy("a", "'action': 'REJECT'");
    }

    Answer fifth =
        send("POST", "l7policies", "{'l7policy': {'listener_id': '{li}', 'action': 'REJECT'}}");

    assertThat(fifth.status()).isEqualTo(403);
    assertThat(fifth.fault()).isEqualTo("Quota has been met for resources: L7 Policy");
    rule("r", "a", "'type': 'PATH', 'compare_type': 'EQUAL_TO', 'value': '/'");
    int rules = api.store.read(tx -> tx.quotas().inUse(TestApi.PROJECT, Kind.L7_RULE));
    assertThat(rules).isEqualTo(1);
  }

  @Test
  void aPolicyInErrorMayBeChangedAndOneThatIsWantedGoneMayNot() {
    policy("a", "'action': 'REJECT'");
    api.set(Kind.L7_POLICY, ids.get("a"), ProvisioningStatus.ERROR);
    assertThat(send("PUT", "l7policies/{a}", "{'l7policy': {'name': 'x'}}").status())
        .isEqualTo(200);
    api.settle();
    send("DELETE", "l7policies/{a}", "");
    api.set(Kind.L7_POLICY, ids.get("a"), ProvisioningStatus.ERROR);
    api.set(Kind.LOAD_BALANCER, ids.get("lb"), ProvisioningStatus.ACTIVE);

    Answer answer = send("PUT", "l7policies/{a}", "{'l7policy': {'name': 'y'}}");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.fault()).isEqualTo(fill("L7 Policy {a} is immutable and cannot be updated."));
  }
}
