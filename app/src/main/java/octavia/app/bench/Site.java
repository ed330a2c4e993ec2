package octavia.app.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import octavia.app.command.CommandFailure;
import octavia.app.command.Pause;
import octavia.http.Json;
import tools.jackson.databind.JsonNode;

/**
 * What the benchmark has at an endpoint, found by its names: whatever a run leaves behind, the next
 * one removes. The rounds are called by many threads, all else by one.
 */
final class Site implements AutoCloseable {
  private static final String BALANCERS = "/v2/lbaas/loadbalancers";
  private static final String LISTED = "octavia-bench-listed";
  private static final String SHOWN = "octavia-bench-shown";
  private static final String MADE = "octavia-bench-made";
  private static final String BATCHED = "octavia-bench-batched";
  private static final int BATCH = 100;
  private static final int FILLERS = 8;
  private static final byte[] NOTHING = {};
  private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);

  private final Endpoint endpoint;
  private final String subnet;
  private final Duration patience;
  private final WireConnection connection;
  private final byte[] plain;
  private final byte[] tree;
  private final Queue<String> stock = new ConcurrentLinkedQueue<>();
  private List<Batched> batched = List.of();
  private String shown = "";

  /** A pool for batches, and its load balancer. */
  private record Batched(String loadBalancer, String pool) {}

  /**
   * Nothing is made yet.
   *
   * @param subnet of the VIPs
   * @param patience how long the other side may take to carry out what it accepted
   */
  Site(Endpoint endpoint, String subnet, Duration patience) {
    this.endpoint = endpoint;
    this.subnet = subnet;
    this.patience = patience;
    this.connection = endpoint.connection();
    this.plain = plain(MADE);
    this.tree = tree(MADE);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** Makes what reading needs: that many load balancers, and a tree. */
  void prepare(int population) throws InterruptedException {
    remove(MADE);
    remove(BATCHED);
    int missing = population - count(LISTED);
    if (missing > 0) {
      byte[] body = plain(LISTED);
      Measured made =
          new Load(Duration.ZERO, patience, missing)
              .run(
                  endpoint,
                  Math.min(FILLERS, missing),
                  false,
                  caller -> caller.timed("POST", BALANCERS, body),
                  Map.of());
      if (made.errors() > 0) {
        throw new CommandFailure(made.firstError());
      }
    }
    if (count(SHOWN) == 0) {
      call("POST", BALANCERS, tree(SHOWN));
    }
    shown = ids(SHOWN, "").getFirst();
    settle(LISTED);
    settle(SHOWN);
  }

  /** Makes what {@code figure} needs at that many connections. */
  void prepare(Figure figure, int connections) throws InterruptedException {
    switch (figure) {
      case DELETE -> settle(MADE);
      case BATCH, BATCH_REPLACE -> prepareBatches(connections);
      case DISCOVERY, LIST_10, LIST_100, LIST_ALL, SHOW, STATUS, CREATE, TREE -> {}
    }
  }

  private void prepareBatches(int connections) throws InterruptedException {
    Map<String, Object> loadBalancer =
        Map.of(
            "name",
            BATCHED,
            "vip_subnet_id",
            subnet,
            "pools",
            List.of(Map.of("name", "pool", "protocol", "HTTP", "lb_algorithm", "ROUND_ROBIN")));
    List<Batched> all = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      JsonNode made =
          call("POST", BALANCERS, json(Map.of("loadbalancer", loadBalancer))).path("loadbalancer");
      all.add(
          new Batched(
              made.path("id").asString(), made.path("pools").path(0).path("id").asString()));
    }
    batched = List.copyOf(all);
    settle(BATCHED);
  }

  /** What a connection does over and over. */
  Load.Round round(Figure figure) {
    return switch (figure) {
      case DISCOVERY -> get("/");
      case LIST_10 -> get(BALANCERS + "?limit=10");
      case LIST_100 -> get(BALANCERS + "?limit=100");
      case LIST_ALL -> get(BALANCERS);
      case SHOW -> get(BALANCERS + "/" + shown);
      case STATUS -> get(BALANCERS + "/" + shown + "/status");
      case CREATE -> this::create;
      case DELETE -> this::delete;
      case TREE -> caller -> caller.timed("POST", BALANCERS, tree);
      case BATCH -> this::batch;
      case BATCH_REPLACE -> this::replace;
    };
  }

  /** Removes what a figure made and the next ones do not need. */
  void tidy(Figure figure) throws InterruptedException {
    switch (figure) {
      case DELETE, TREE -> {
        stock.clear();
        remove(MADE);
      }
      case BATCH, BATCH_REPLACE -> remove(BATCHED);
      case CREATE, DISCOVERY, LIST_10, LIST_100, LIST_ALL, SHOW, STATUS -> {}
    }
  }

  /** Removes everything. */
  void removeAll() throws InterruptedException {
    for (String name : List.of(BATCHED, MADE, SHOWN, LISTED)) {
      remove(name);
    }
  }

  private static Load.Round get(String path) {
    return caller -> caller.timed("GET", path, NOTHING);
  }

  private void create(Caller caller) {
    Answer answer = caller.timed("POST", BALANCERS, plain);
    if (answer.isSuccess()) {
      stock.add(answer.json().path("loadbalancer").path("id").asString());
    }
  }

  private void delete(Caller caller) {
    String id = stock.poll();
    if (id == null) {
      caller.finish();
    } else {
      caller.timed("DELETE", BALANCERS + "/" + id + "?cascade=true", NOTHING);
    }
  }

  private void batch(Caller caller) throws IOException, InterruptedException {
    Batched mine = batched.get(caller.number());
    caller.timed("PUT", members(mine), members(0));
    awaitActive(caller, mine);
    caller.call("PUT", members(mine), json(Map.of("members", List.of())));
    awaitActive(caller, mine);
  }

  private void replace(Caller caller) throws IOException, InterruptedException {
    Batched mine = batched.get(caller.number());
    for (int half = 0; half < 2 && !caller.isDone(); half++) {
      caller.timed("PUT", members(mine), members(half));
      awaitActive(caller, mine);
    }
  }

  private void awaitActive(Caller caller, Batched mine) throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    String status;
    do {
      Pause.of(POLL_INTERVAL);
      status =
          caller
              .call("GET", BALANCERS + "/" + mine.loadBalancer(), NOTHING)
              .json()
              .path("loadbalancer")
              .path("provisioning_status")
              .asString();
    } while (!status.equals("ACTIVE") && !status.equals("ERROR") && System.nanoTime() < end);
    if (!status.equals("ACTIVE")) {
      caller.fail("load balancer " + mine.loadBalancer() + " is " + status + " after a batch");
      caller.finish();
    }
  }

  private static String members(Batched mine) {
    return "/v2/lbaas/pools/" + mine.pool() + "/members";
  }

  /** A hundred members; none of one half is in the other. */
  private static byte[] members(int half) {
    return json(
        Map.of(
            "members",
            IntStream.range(0, BATCH)
                .mapToObj(i -> member("192.0.2." + (half * BATCH + i + 1)))
                .toList()));
  }

  private static Map<String, Object> member(String address) {
    return Map.of("address", address, "protocol_port", 80);
  }

  private byte[] plain(String name) {
    return json(Map.of("loadbalancer", Map.of("name", name, "vip_subnet_id", subnet)));
  }

  /** Two listeners with a pool each of three members, a health monitor and an L7 policy. */
  private byte[] tree(String name) {
    List<Map<String, Object>> members =
        List.of(member("192.0.2.1"), member("192.0.2.2"), member("192.0.2.3"));
    Map<String, Object> monitor =
        Map.of("type", "HTTP", "delay", 5, "timeout", 3, "max_retries", 3);
    Map<String, Object> first =
        Map.of(
            "name",
            "first",
            "protocol",
            "HTTP",
            "lb_algorithm",
            "ROUND_ROBIN",
            "members",
            members,
            "healthmonitor",
            monitor);
    Map<String, Object> second =
        Map.of(
            "name",
            "second",
            "protocol",
            "HTTP",
            "lb_algorithm",
            "LEAST_CONNECTIONS",
            "members",
            members);
    Map<String, Object> policy =
        Map.of(
            "action",
            "REDIRECT_TO_URL",
            "redirect_url",
            "http://example.com/",
            "rules",
            List.of(Map.of("type", "PATH", "compare_type", "STARTS_WITH", "value", "/old")));
    return json(
        Map.of(
            "loadbalancer",
            Map.of(
                "name",
                name,
                "vip_subnet_id",
                subnet,
                "listeners",
                List.of(
                    Map.of(
                        "name",
                        "first",
                        "protocol",
                        "HTTP",
                        "protocol_port",
                        80,
                        "default_pool",
                        first,
                        "l7policies",
                        List.of(policy)),
                    Map.of(
                        "name",
                        "second",
                        "protocol",
                        "HTTP",
                        "protocol_port",
                        8080,
                        "default_pool",
                        second)))));
  }

  private static byte[] json(Map<String, ?> value) {
    return Json.MAPPER.writeValueAsBytes(value);
  }

  private JsonNode call(String method, String path, byte[] body) {
    try {
      Answer answer = connection.send(method, path, body);
      if (!answer.isSuccess()) {
        throw new CommandFailure(
            method
                + " "
                + endpoint.url()
                + path
                + " was answered "
                + answer.status()
                + ": "
                + answer.text());
      }
      return answer.json();
    } catch (IOException e) {
      throw new CommandFailure(method + " " + endpoint.url() + path + " failed: " + e, e);
    }
  }

  private int count(String name) {
    return ids(name, "").size();
  }

  /** At most a page of those of that name, and with that provisioning status where one is given. */
  private List<String> ids(String name, String status) {
    String filter = status.isEmpty() ? "" : "&provisioning_status=" + status;
    JsonNode page = call("GET", BALANCERS + "?fields=id&name=" + name + filter, NOTHING);
    return page.path("loadbalancers").findValuesAsString("id");
  }

  /** Waits until none of that name is pending. */
  private void settle(String name) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    for (String status : List.of("PENDING_CREATE", "PENDING_UPDATE")) {
      while (!ids(name, status).isEmpty()) {
        giveUp(end, name, status);
        Pause.of(LOOK_INTERVAL);
      }
    }
  }

  /** Deletes all of that name and waits until they are gone. */
  private void remove(String name) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (count(name) > 0) {
      for (String status : List.of("ACTIVE", "ERROR")) {
        for (String id : ids(name, status)) {
          delete(id);
        }
      }
      giveUp(end, name, "there");
      Pause.of(LOOK_INTERVAL);
    }
  }

  private void delete(String id) {
    String path = BALANCERS + "/" + id + "?cascade=true";
    try {
      Answer answer = connection.send("DELETE", path, NOTHING);
      if (!answer.isSuccess() && answer.status() != 404 && answer.status() != 409) {
        throw new CommandFailure(
            "DELETE " + endpoint.url() + path + " was answered " + answer.status());
      }
    } catch (IOException e) {
      throw new CommandFailure("DELETE " + endpoint.url() + path + " failed: " + e, e);
    }
  }

  private void giveUp(long end, String name, String state) {
    if (System.nanoTime() > end) {
      throw new CommandFailure(
          "%s: load balancers named %s are still %s after %d s"
              .formatted(endpoint.url(), name, state, patience.toSeconds()));
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (IOException e) {
      throw new CommandFailure("the connection to " + endpoint.url() + " cannot be closed", e);
    }
  }
}
