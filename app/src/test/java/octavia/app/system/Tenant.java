package octavia.app.system;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import octavia.app.client.ApiClient;
import tools.jackson.databind.JsonNode;

/**
 * A tenant with one load balancer, over the HTTP API. Each change is waited for until the load
 * balancer is ACTIVE again. Goes on working when the service is started again.
 */
public final class Tenant implements AutoCloseable {
  private static final String COLLECTIONS = "/v2/lbaas/";

  private final ApiClient api;
  private final JsonNode subnet;
  private String loadBalancerId = "";
  private String vip = "";

  public Tenant(URI url) throws InterruptedException {
    this.api = new ApiClient(url);
    this.subnet = api.get("/v2.0/subnets?name=demo-subnet").path("subnets").path(0);
  }

  public ApiClient api() {
    return api;
  }

  /** The host's address on the tenant's network: where servers listen. */
  public String gateway() {
    return subnet.path("gateway_ip").asString();
  }

  public String loadBalancerId() {
    return loadBalancerId;
  }

  public String vip() {
    return vip;
  }

  /** Creates the load balancer and returns at once. */
  public void requestLoadBalancer(Map<String, ?> fields) throws InterruptedException {
    Map<String, Object> all = new HashMap<>(fields);
    all.put("vip_subnet_id", subnet.path("id").asString());
    JsonNode created = api.create(COLLECTIONS + "loadbalancers", "loadbalancer", all);
    loadBalancerId = created.path("id").asString();
    vip = created.path("vip_address").asString();
  }

  public void createLoadBalancer(Map<String, ?> fields) throws InterruptedException {
    requestLoadBalancer(fields);
    awaitActive();
  }

  /** Removes the load balancer with all that hangs on it, and waits until it is gone. */
  public void deleteLoadBalancer() throws InterruptedException {
    api.delete(path() + "?cascade=true");
    Await.until("the load balancer is gone", () -> api.isGone(path()));
  }

  /** A listener; the answer is its id. */
  public String listener(String protocol, int port, Map<String, ?> more)
      throws InterruptedException {
    Map<String, Object> fields = new HashMap<>(more);
    fields.put("loadbalancer_id", loadBalancerId);
    fields.put("protocol", protocol);
    fields.put("protocol_port", port);
    return create("listeners", "listener", fields);
  }

  /** A listener's default pool; the answer is its id. */
  public String pool(String listener, String protocol, String algorithm, Map<String, ?> more)
      throws InterruptedException {
    Map<String, Object> fields = new HashMap<>(more);
    fields.put("listener_id", listener);
    fields.put("protocol", protocol);
    fields.put("lb_algorithm", algorithm);
    return create("pools", "pool", fields);
  }

  /** A member with that server; the answer is its path. */
  public String member(String pool, SocketServer server, Map<String, ?> more)
      throws InterruptedException {
    Map<String, Object> fields = new HashMap<>(more);
    fields.put("name", server.name());
    fields.put("address", server.address());
    fields.put("protocol_port", server.port());
    String members = "pools/" + pool + "/members";
    return members + "/" + create(members, "member", fields);
  }

  /** A monitor that looks every second and believes at once. */
  public String monitor(String pool, String type) throws InterruptedException {
    return create(
        "healthmonitors",
        "healthmonitor",
        Map.of(
            "pool_id",
            pool,
            "type",
            type,
            "delay",
            1,
            "timeout",
            1,
            "max_retries",
            1,
            "max_retries_down",
            1));
  }

  private String create(String collection, String kind, Map<String, ?> fields)
      throws InterruptedException {
    String id = api.create(COLLECTIONS + collection, kind, fields).path("id").asString();
    awaitActive();
    return id;
  }

  /** Changes an object, such as {@code listeners/<id>}. */
  public void update(String object, String kind, Map<String, ?> fields)
      throws InterruptedException {
    api.update(COLLECTIONS + object, kind, fields);
    awaitActive();
  }

  /** Deletes an object, such as {@code listeners/<id>}. */
  public void delete(String object) throws InterruptedException {
    api.delete(COLLECTIONS + object);
    awaitActive();
  }

  public void awaitActive() throws InterruptedException {
    awaitProvisioning("ACTIVE");
  }

  /** Waits until the load balancer has that provisioning status. */
  public void awaitProvisioning(String status) throws InterruptedException {
    Await.value(
        "the load balancer is " + status,
        () -> loadBalancer().path("provisioning_status").asString(),
        status::equals);
  }

  public JsonNode loadBalancer() throws InterruptedException {
    return api.get(path()).path("loadbalancer");
  }

  /** An object without its envelope, such as {@code listeners/<id>}. */
  public JsonNode show(String object, String kind) throws InterruptedException {
    return api.get(COLLECTIONS + object).path(kind);
  }

  /** The tree of statuses. */
  public JsonNode tree() throws InterruptedException {
    return api.get(path() + "/status").path("statuses").path("loadbalancer");
  }

  /** Waits until every object of the tree has the operating status ONLINE. */
  public void awaitOnline() throws InterruptedException {
    Await.value(
        "everything is ONLINE",
        this::tree,
        tree ->
            tree.findValues("operating_status").stream()
                .allMatch(each -> each.asString().equals("ONLINE")));
  }

  /** The load balancer's statistics, or a listener's ({@code listeners/<id>}). */
  public JsonNode statistics(String object) throws InterruptedException {
    return api.get(COLLECTIONS + object + "/stats").path("stats");
  }

  /** The timeline, oldest first. */
  public List<JsonNode> events() throws InterruptedException {
    JsonNode page = api.get(path() + "/events?limit=1000").path("events");
    return StreamSupport.stream(page.spliterator(), false).toList().reversed();
  }

  /** The codes of the timeline after the first {@code known} events. */
  public List<String> eventsAfter(int known) throws InterruptedException {
    return events().stream().skip(known).map(event -> event.path("code").asString()).toList();
  }

  /** The ids of the load balancer's amphorae. */
  public List<String> amphorae() throws InterruptedException {
    JsonNode found = api.get("/v2/octavia/amphorae?loadbalancer_id=" + loadBalancerId);
    return StreamSupport.stream(found.path("amphorae").spliterator(), false)
        .map(each -> each.path("id").asString())
        .toList();
  }

  private String path() {
    return COLLECTIONS + "loadbalancers/" + loadBalancerId;
  }

  @Override
  public void close() {
    api.close();
  }
}
