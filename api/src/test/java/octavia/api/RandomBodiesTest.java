package octavia.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import octavia.api.TestApi.Answer;
import octavia.http.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A walk over bodies: valid ones with something changed, again and again. Whatever comes of it, it
 * is never this service's fault. The seed is fixed, and a failure prints the body.
 */
class RandomBodiesTest {
  private static final long SEED = 20261121;
  private static final int STEPS = 3000;

  @TempDir Path directory;

  private record Template(String method, String path, String body) {}

  @Test
  void noBodyIsThisServicesFault() {
    Random random = new Random(SEED);
    try (TestApi api = new TestApi(directory, "")) {
      List<Template> templates = templates(api);
      for (int step = 0; step < STEPS; step++) {
        Template template = templates.get(random.nextInt(templates.size()));
        byte[] body = mutate(random, template.body());
        Answer answer = api.send(template.method(), template.path(), body, Map.of());
        assertThat(answer.status())
            .as(
                "step %d: %s %s %s -> %s",
                step,
                template.method(),
                template.path(),
                new String(body, StandardCharsets.UTF_8),
                answer.body())
            .matches(status -> status < 500 || status == 501);
        if (answer.status() < 300) {
          api.settle();
        }
      }
    }
  }

  private static List<Template> templates(TestApi api) {
    String lb = api.loadBalancer("walked");
    String on = "\"loadbalancer_id\": \"" + lb + "\"";
    String li =
        api.make("listeners", "listener", on + ", \"protocol\": \"HTTP\", \"protocol_port\": 80");
    String po =
        api.make(
            "pools", "pool", on + ", \"protocol\": \"HTTP\", \"lb_algorithm\": \"ROUND_ROBIN\"");
    String m =
        api.make(
            "pools/" + po + "/members",
            "member",
            "\"address\": \"192.0.2.1\", \"protocol_port\": 1");
    String hm =
        api.make(
            "healthmonitors",
            "healthmonitor",
            "\"pool_id\": \""
                + po
                + "\", \"type\": \"HTTP\", \"delay\": 5, \"timeout\": 3, \"max_retries\": 2");
    String common = "\"name\": \"n\", \"admin_state_up\": true, \"tags\": [\"a\", \"b\"]";
    String root = "/v2/lbaas/";
    List<Template> templates = new ArrayList<>();
    templates.add(
        new Template(
            "POST",
            root + "loadbalancers",
            """
            {"loadbalancer": {%s, "description": "d", "vip_subnet_id": "%s",
             "vip_address": "198.51.100.7", "project_id": "p", "provider": "amphora",
             "vip_sg_ids": [], "additional_vips": [], "listeners": [], "vip_network_id": null}}\
            """
                .formatted(common, FakeNetwork.SUBNET)));
    templates.add(
        new Template(
            "POST",
            root + "loadbalancers",
            """
            {"loadbalancer": {"vip_subnet_id": "%s", "project_id": "p",
             "listeners": [{%s, "protocol": "HTTP", "protocol_port": 80, "default_pool":
              {"name": "a", "protocol": "HTTP", "lb_algorithm": "ROUND_ROBIN",
               "members": [{"address": "192.0.2.1", "protocol_port": 1}]}}],
             "pools": [{"name": "b", "protocol": "TCP", "lb_algorithm": "SOURCE_IP",
              "healthmonitor": {"type": "TCP", "delay": 1, "timeout": 1, "max_retries": 1}}]}}\
            """
                .formatted(FakeNetwork.SUBNET, common)));
    templates.add(
        new Template(
            "PUT",
            root + "loadbalancers/" + lb,
            "{\"loadbalancer\": {" + common + ", \"vip_qos_policy_id\": null}}"));
    String listener =
        common
            + """
            , "connection_limit": 5, "insert_headers": {"X-Forwarded-For": "true"},
            "timeout_client_data": 1, "timeout_tcp_inspect": 2, "allowed_cidrs": ["192.0.2.0/24"],
            "client_authentication": "NONE", "tls_versions": ["TLSv1.2"], "tls_ciphers": "AES",
            "alpn_protocols": ["h2"], "default_pool_id": null, "sni_container_refs": []\
            """;
    templates.add(
        new Template(
            "POST",
            root + "listeners",
            "{\"listener\": {"
                + on
                + ", \"protocol\": \"HTTP\", \"protocol_port\": 81, "
                + listener
                + "}}"));
    templates.add(
        new Template("PUT", root + "listeners/" + li, "{\"listener\": {" + listener + "}}"));
    String pool =
        common
            + """
            , "lb_algorithm": "SOURCE_IP", "tls_enabled": false, "session_persistence":
            {"type": "APP_COOKIE", "cookie_name": "c"}, "tls_versions": null\
            """;
    templates.add(
        new Template(
            "POST",
            root + "pools",
            "{\"pool\": {" + on + ", \"protocol\": \"TCP\", " + pool + "}}"));
    templates.add(new Template("PUT", root + "pools/" + po, "{\"pool\": {" + pool + "}}"));
    String member =
        common
            + """
            , "weight": 3, "backup": false, "monitor_port": 99, "monitor_address": "192.0.2.9\"\
            """;
    templates.add(
        new Template(
            "POST",
            root + "pools/" + po + "/members",
            "{\"member\": {\"address\": \"2001:db8::1\", \"protocol_port\": 7, " + member + "}}"));
    templates.add(
        new Template(
            "PUT", root + "pools/" + po + "/members/" + m, "{\"member\": {" + member + "}}"));
    String monitor =
        common
            + """
            , "delay": 4, "timeout": 3, "max_retries": 3, "max_retries_down": 2, "url_path": "/x",
            "http_method": "HEAD", "expected_codes": "200,201", "http_version": 1.1,
            "domain_name": "example.org\"\
            """;
    templates.add(
        new Template(
            "PUT", root + "healthmonitors/" + hm, "{\"healthmonitor\": {" + monitor + "}}"));
    templates.add(
        new Template(
            "POST",
            root + "healthmonitors",
            "{\"healthmonitor\": {\"type\": \"HTTP\", \"pool_id\": \""
                + po
                + "\", "
                + monitor
                + "}}"));
    return templates;
  }

  private static byte[] mutate(Random random, String template) {
    JsonNode document = Json.MAPPER.readTree(template);
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      change(random, (ObjectNode) document, 0);
    }
    byte[] bytes = Json.MAPPER.writeValueAsBytes(document);
    if (random.nextInt(10) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static void change(Random random, ObjectNode object, int depth) {
    List<String> names = new ArrayList<>(object.propertyNames());
    if (names.isEmpty() || (depth > 0 && random.nextInt(12) == 0)) {
      object.set("x" + random.nextInt(3), junk(random, 0));
      return;
    }
    String name = names.get(random.nextInt(names.size()));
    JsonNode value = object.get(name);
    if (value instanceof ObjectNode inner && (depth == 0 || random.nextBoolean())) {
      change(random, inner, depth + 1);
    } else if (value instanceof ArrayNode list
        && list.size() > 0
        && list.get(0) instanceof ObjectNode inner
        && random.nextBoolean()) {
      change(random, inner, depth + 1);
    } else if (value instanceof ArrayNode list && random.nextBoolean()) {
      list.add(junk(random, 0));
    } else if (random.nextInt(6) == 0) {
      object.remove(name);
    } else {
      object.set(name, junk(random, 0));
    }
  }

  private static JsonNode junk(Random random, int depth) {
    var nodes = Json.MAPPER.getNodeFactory();
    return switch (random.nextInt(depth > 3 ? 14 : 18)) {
      case 0 -> nodes.nullNode();
      case 1 -> nodes.booleanNode(random.nextBoolean());
      case 2 -> nodes.numberNode(random.nextInt());
      case 3 -> nodes.numberNode(random.nextInt(70_000) - 100);
      case 4 -> nodes.numberNode(new BigInteger(400, random));
      case 5 -> nodes.numberNode(random.nextGaussian() * 1e6);
      case 6 -> nodes.numberNode(Double.MAX_VALUE);
      case 7 -> nodes.stringNode("");
      case 8 -> nodes.stringNode("x".repeat(random.nextInt(3000)));
      case 9 -> nodes.stringNode("\u0000\n\r\t'\"\\ \u001b é \ud83d\ude00 \ufffe");
      case 10 -> nodes.stringNode(Integer.toString(random.nextInt(300)));
      case 11 -> nodes.stringNode(FakeNetwork.SUBNET.toUpperCase(Locale.ROOT));
      case 12 -> nodes.stringNode(List.of("HTTP", "UDP", "TCP", "NONE", "PING").get(depth % 5));
      case 13 ->
          nodes.stringNode("::ffff:192.0.2." + random.nextInt(300) + "/" + random.nextInt(140));
      case 14, 15 -> {
        ArrayNode list = nodes.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(junk(random, depth + 1));
        }
        yield list;
      }
      default -> {
        ObjectNode object = nodes.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.set("k" + i, junk(random, depth + 1));
        }
        yield object;
      }
    };
  }
}
