package octavia.app.warmup;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import octavia.app.client.ApiClient;

/** A load balancer's whole life, over the API. */
final class UsualDay {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private UsualDay() {}

  static void live(ApiClient api) throws InterruptedException {
    api.get("/");
    String id =
        create(
            api,
            "/v2/lbaas/loadbalancers",
            "loadbalancer",
            Map.of("name", "warm-up", "vip_subnet_id", UUID.randomUUID().toString()));
    api.awaitActive(id, LIMIT, _ -> {});
    String listener =
        create(
            api,
            "/v2/lbaas/listeners",
            "listener",
            Map.of("loadbalancer_id", id, "protocol", "HTTP", "protocol_port", 80));
    api.awaitActive(id, LIMIT, _ -> {});
    String pool =
        create(
            api,
            "/v2/lbaas/pools",
            "pool",
            Map.of("listener_id", listener, "protocol", "HTTP", "lb_algorithm", "ROUND_ROBIN"));
    api.awaitActive(id, LIMIT, _ -> {});
    String members = "/v2/lbaas/pools/" + pool + "/members";
    String member =
        create(api, members, "member", Map.of("address", "192.0.2.1", "protocol_port", 80));
    api.awaitActive(id, LIMIT, _ -> {});
    api.update(members + "/" + member, "member", Map.of("weight", 2));
    api.awaitActive(id, LIMIT, _ -> {});
    create(
        api,
        "/v2/lbaas/healthmonitors",
        "healthmonitor",
        Map.of("pool_id", pool, "type", "HTTP", "delay", 1, "timeout", 1, "max_retries", 1));
    api.awaitActive(id, LIMIT, _ -> {});
    String loadBalancer = "/v2/lbaas/loadbalancers/" + id;
    for (String path :
        List.of(
            "/v2/lbaas/loadbalancers",
            "/v2/lbaas/listeners",
            "/v2/lbaas/pools",
            members,
            "/v2/lbaas/healthmonitors",
            "/v2/octavia/amphorae",
            loadBalancer + "/status",
            loadBalancer + "/stats",
            loadBalancer + "/events")) {
      api.get(path);
    }
    api.delete(loadBalancer + "?cascade=true");
    api.isGone(loadBalancer);
  }

  private static String create(ApiClient api, String collection, String kind, Map<String, ?> fields)
      throws InterruptedException {
    return api.create(collection, kind, fields).path("id").asString();
  }
}
