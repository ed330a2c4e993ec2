package octavia.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import octavia.api.TestApi.Answer;
import octavia.http.Json;
import octavia.model.LoadBalancer;
import octavia.model.OperatingStatus;
import octavia.model.ProvisioningStatus;
import octavia.model.Topology;
import octavia.model.Vip;
import octavia.store.object.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lists, as an upstream API answered them. {@code wire-lists.tsv} holds path and query, status and
 * body, over four load balancers made a second after another.
 */
class ListsTest {
  @TempDir Path directory;

  @Test
  void answersAsUpstreamDoes() throws IOException {
    List<String> failures = new ArrayList<>();
    try (TestApi api = new TestApi(directory, "")) {
      Map<String, String> names = new HashMap<>();
      names.put("aa", make(api, "aa", "D0", "\"blue\", \"red\"", true));
      names.put("bb", make(api, "bb", "D1", "\"red\"", true));
      names.put("cc", make(api, "cc", "D2", "", false));
      names.put("dd", make(api, "dd", "D3", "\"green\"", true));
      names.put("unknown", TestApi.UNKNOWN);
      names.put("subnet", FakeNetwork.SUBNET);
      for (String line : lines()) {
        String filled = line;
        for (var name : names.entrySet()) {
          filled = filled.replace("{" + name.getKey() + "}", name.getValue());
        }
        String[] parts = filled.split("\t");
        Answer answer = api.get(parts[0]);
        if (answer.status() != Integer.parseInt(parts[1]) || !same(parts[2], answer)) {
          failures.add(line + "\n    " + answer.status() + " " + answer.body());
        }
      }
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void filtersByWhatIsNoColumnAndByWhatIsNoBoolean() {
    try (TestApi api = new TestApi(directory, "")) {
      String lb = make(api, "aa", "D0", "", true);
      make(api, "bb", "D1", "", false);
      String pool =
          api.make(
              "pools",
              "pool",
              "\"loadbalancer_id\": \"%s\", \"protocol\": \"TCP\", \"lb_algorithm\": \"SOURCE_IP\""
                  .formatted(lb));
      String monitor =
          api.make(
              "healthmonitors",
              "healthmonitor",
              "\"pool_id\": \"%s\", \"type\": \"TCP\", \"delay\": 5, \"timeout\": 3, \"max_retries\": 2"
                  .formatted(pool));

      assertThat(
              api.get("/v2/lbaas/pools?healthmonitor_id=" + monitor + "&sort=healthmonitor_id")
                  .at("/pools/0/id")
                  .asString())
          .isEqualTo(pool);
      assertThat(api.get("/v2/lbaas/pools?healthmonitor_id=x").at("/pools").size()).isZero();
      // Upstream reads what is not true as false.
      assertThat(
              api.get("/v2/lbaas/loadbalancers?admin_state_up=perhaps&fields=name")
                  .at("/loadbalancers")
                  .toString())
          .isEqualTo("[{\"name\":\"bb\"}]");
    }
  }

  @Test
  void filtersByEachOfSeveralValues() {
    try (TestApi api = new TestApi(directory, "")) {
      String lb = make(api, "aa", "", "", true);
      String group = FakeNetwork.SUBNET; // any id is a group's there
      String guarded =
          api.make(
              "loadbalancers",
              "loadbalancer",
              "\"project_id\": \"lists\", \"vip_subnet_id\": \"%s\", \"vip_sg_ids\": [\"%s\"]"
                  .formatted(FakeNetwork.SUBNET, group));
      String one = listener(api, lb, 80, "10.0.0.0/8");
      String both = listener(api, lb, 81, "10.0.0.0/8\", \"192.0.2.0/24");

      assertThat(ids(api, "listeners", "allowed_cidrs=10.0.0.0/8")).containsExactly(one, both);
      assertThat(ids(api, "listeners", "allowed_cidrs=192.0.2.0/24")).containsExactly(both);
      assertThat(ids(api, "listeners", "allowed_cidrs=10.0.0.0/9")).isEmpty();
      assertThat(ids(api, "listeners", "sni_container_refs=x")).isEmpty();
      assertThat(ids(api, "loadbalancers", "vip_sg_ids=" + group)).containsExactly(guarded);
      assertThat(ids(api, "loadbalancers", "vip_sg_ids=" + FakeNetwork.MISSING)).isEmpty();
      for (String refused :
          List.of("insert_headers=X-Forwarded-For", "sort=allowed_cidrs", "sort=insert_headers")) {
        assertThat(api.get("/v2/lbaas/listeners?" + refused).status()).as(refused).isEqualTo(400);
      }
    }
  }

  private static String listener(TestApi api, String loadBalancer, int port, String cidrs) {
    api.now.updateAndGet(time -> time.plusSeconds(1));
    return api.make(
        "listeners",
        "listener",
        """
        "loadbalancer_id": "%s", "protocol": "TCP", "protocol_port": %d, "allowed_cidrs": ["%s"]
        """
            .formatted(loadBalancer, port, cidrs));
  }

  private static List<String> ids(TestApi api, String collection, String query) {
    return api.get("/v2/lbaas/" + collection + "?" + query)
        .at("/" + collection)
        .valueStream()
        .map(each -> each.path("id").asString())
        .toList();
  }

  @Test
  void sendsALongListPieceByPiece() {
    int all = 2 * Reading.PIECE + 1;
    try (TestApi api = new TestApi(directory, "")) {
      List<String> names = fill(api, all);

      Answer whole = api.get("/v2/lbaas/loadbalancers");
      assertThat(whole.response().rest()).isPresent();
      assertThat(whole.response().body().length)
          .isLessThan(whole.body().toString().length() * 2 / 3);
      assertThat(whole.body().findValuesAsString("name")).containsExactlyElementsOf(names);
      assertThat(whole.at("/loadbalancers_links").toString()).isEqualTo("[]");

      Answer limited = api.get("/v2/lbaas/loadbalancers?fields=name&limit=" + (all - 1));
      assertThat(limited.body().findValuesAsString("name"))
          .containsExactlyElementsOf(names.subList(0, all - 1));
      assertThat(limited.at("/loadbalancers_links/0/href").asString())
          .endsWith("marker=%036d".formatted(all - 2));

      Answer piece = api.get("/v2/lbaas/loadbalancers?limit=" + Reading.PIECE);
      assertThat(piece.response().rest()).isEmpty();
      assertThat(piece.at("/loadbalancers").size()).isEqualTo(Reading.PIECE);
    }
  }

  /** Load balancers one second apart; their names. */
  private static List<String> fill(TestApi api, int count) {
    return api.store.transaction(
        "fill",
        tx -> {
          List<String> names = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            names.add("name" + i);
            tx.loadBalancers()
                .insert(
                    new LoadBalancer(
                        "%036d".formatted(i),
                        TestApi.PROJECT,
                        "name" + i,
                        "",
                        true,
                        ProvisioningStatus.ACTIVE,
                        OperatingStatus.ONLINE,
                        "amphora",
                        Topology.SINGLE,
                        null,
                        null,
                        new Vip("10.0.0.5", "port", "subnet", "network", null, true, "normal"),
                        List.of(),
                        api.now.get().plusSeconds(i),
                        null));
          }
          return names;
        });
  }

  private static boolean same(String expected, Answer answer) {
    if (expected.startsWith("Client: ")) {
      return Json.MAPPER.readTree(expected.substring(8)).asString().equals(answer.fault());
    }
    return Json.MAPPER.readTree(expected).equals(answer.body());
  }

  private static String make(
      TestApi api, String name, String description, String tags, boolean enabled) {
    api.now.updateAndGet(time -> time.plusSeconds(1));
    String id =
        api.make(
            "loadbalancers",
            "loadbalancer",
            """
            "name": "%s", "description": "%s", "tags": [%s], "admin_state_up": %s,
            "project_id": "lists", "vip_subnet_id": "%s"
            """
                .formatted(name, description, tags, enabled, FakeNetwork.SUBNET));
    return id;
  }

  private static List<String> lines() throws IOException {
    try (InputStream in = ListsTest.class.getResourceAsStream("wire-lists.tsv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
