package octavia.app.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import octavia.app.client.ApiClient;
import octavia.app.client.Visitor;
import octavia.app.command.CommandFailure;
import octavia.app.command.Logs;
import octavia.app.command.Pause;
import octavia.app.command.Undo;
import octavia.app.demo.Backend;
import octavia.app.local.LocalHoldings;
import octavia.app.standalone.ChildService;
import octavia.app.standalone.Footprint;
import octavia.app.terminal.Terminal;
import tools.jackson.databind.JsonNode;

/**
 * A load balancer's life, measured from outside: a service in a process of its own, the API over
 * HTTP, requests to the VIP. {@link #run}, then {@link #cleanUp}, on one thread.
 */
final class LifecycleBench {
  private static final int STARTS = 5;
  private static final int PORT = 80;
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(2);

  private final Footprint footprint;
  private final LocalHoldings holdings;
  private final Report report;
  private final int rounds;
  private final Undo undo = new Undo();

  private final Samples freshStart = new Samples();
  private final Samples laterStart = new Samples();
  private final Samples active = new Samples();
  private final Samples firstByte = new Samples();
  private final Samples treeFirstByte = new Samples();
  private final Samples change = new Samples();
  private final Samples gone = new Samples();

  LifecycleBench(Footprint footprint, LocalHoldings holdings, Report report, int rounds) {
    this.footprint = footprint;
    this.holdings = holdings;
    this.report = report;
    this.rounds = rounds;
  }

  /** Measures everything and writes it down. */
  int run() throws InterruptedException {
    String loadBefore = MachineFacts.load();
    undo.push(() -> holdings.removeAll(PATIENCE, this::deleteState));
    footprint.prepare();

    Terminal.Step step = report.step("start-up");
    for (int i = 0; i < STARTS; i++) {
      step.now(i + " of " + STARTS);
      holdings.removeAll(PATIENCE, footprint::clear);
      start(freshStart).close();
      start(laterStart).close();
    }
    step.done(STARTS + " times");

    ChildService service = start(new Samples());
    undo.push(service::close);
    try (ApiClient api = new ApiClient(service.apiUrl())) {
      measure(api, service, loadBefore);
    }
    return 0;
  }

  /** Removes everything that {@link #run} made. */
  void cleanUp() {
    undo.run();
  }

  private void deleteState() {
    Logs.end();
    footprint.delete();
  }

  private ChildService start(Samples samples) throws InterruptedException {
    ChildService service = ChildService.start(ChildService.thisProgram(), footprint, Map.of());
    samples.add(service.untilFirstAnswer());
    return service;
  }

  private void measure(ApiClient api, ChildService service, String loadBefore)
      throws InterruptedException {
    JsonNode subnet = api.get("/v2.0/subnets?name=demo-subnet").path("subnets").path(0);
    String gateway = subnet.path("gateway_ip").asString();
    Backend first = Backend.start("first", gateway);
    undo.push(first::close);
    Backend second = Backend.start("second", gateway);
    undo.push(second::close);

    Set<String> before = Memory.namespaces();
    Terminal.Step step = report.step("create, delete");
    for (int i = 0; i < rounds; i++) {
      step.now(i + " of " + rounds);
      delete(api, create(api, subnet.path("id").asString(), first), before);
      delete(api, createTree(api, subnet.path("id").asString(), first), before);
    }
    step.done(rounds + " times");

    step = report.step("change");
    LoadBalancer loadBalancer = createTree(api, subnet.path("id").asString(), first);
    Set<String> amphora = new TreeSet<>(Memory.namespaces());
    amphora.removeAll(before);
    Memory agentMemory = Memory.inNamespaces(amphora, "java");
    Memory haproxyMemory = Memory.inNamespaces(amphora, "haproxy");
    Backend now = first;
    for (int i = 0; i < rounds; i++) {
      step.now(i + " of " + rounds);
      Backend next = now == first ? second : first;
      changeTo(api, loadBalancer, now, next);
      now = next;
    }
    step.done(rounds + " times");
    Memory serviceMemory = Memory.of(service.pid());
    delete(api, loadBalancer, before);
    write(serviceMemory, agentMemory, haproxyMemory, loadBefore);
  }

  /** A load balancer with one member. */
  private record LoadBalancer(String id, String members, Visitor visitor) {
    String path() {
      return "/v2/lbaas/loadbalancers/" + id;
    }
  }

  private LoadBalancer create(ApiClient api, String subnet, Backend backend)
      throws InterruptedException {
    long begun = System.nanoTime();
    JsonNode created =
        api.create(
            "/v2/lbaas/loadbalancers",
            "loadbalancer",
            Map.of("name", "bench", "vip_subnet_id", subnet));
    String id = created.path("id").asString();
    api.awaitActive(id, LIMIT, _ -> {});
    active.add(since(begun));
    String listener =
        api.create(
                "/v2/lbaas/listeners",
                "listener",
                Map.of("loadbalancer_id", id, "protocol", "HTTP", "protocol_port", PORT))
            .path("id")
            .asString();
    api.awaitActive(id, LIMIT, _ -> {});
    String pool =
        api.create(
                "/v2/lbaas/pools",
                "pool",
                Map.of("listener_id", listener, "protocol", "HTTP", "lb_algorithm", "ROUND_ROBIN"))
            .path("id")
            .asString();
    api.awaitActive(id, LIMIT, _ -> {});
    LoadBalancer loadBalancer =
        new LoadBalancer(
            id,
            "/v2/lbaas/pools/" + pool + "/members",
            new Visitor(created.path("vip_address").asString(), PORT));
    add(api, loadBalancer, backend);
    if (loadBalancer.visitor().visitUntilAnswered(LIMIT).isEmpty()) {
      throw new CommandFailure("the load balancer does not answer");
    }
    firstByte.add(since(begun));
    api.awaitActive(id, LIMIT, _ -> {});
    return loadBalancer;
  }

  /** The same in one call. */
  private LoadBalancer createTree(ApiClient api, String subnet, Backend backend)
      throws InterruptedException {
    Map<String, Object> member =
        Map.of("address", backend.address(), "protocol_port", backend.port());
    Map<String, Object> pool =
        Map.of(
            "name",
            "bench",
            "protocol",
            "HTTP",
            "lb_algorithm",
            "ROUND_ROBIN",
            "members",
            List.of(member));
    Map<String, Object> listener =
        Map.of("name", "bench", "protocol", "HTTP", "protocol_port", PORT, "default_pool", pool);
    long begun = System.nanoTime();
    JsonNode created =
        api.create(
            "/v2/lbaas/loadbalancers",
            "loadbalancer",
            Map.of("name", "bench", "vip_subnet_id", subnet, "listeners", List.of(listener)));
    String id = created.path("id").asString();
    LoadBalancer loadBalancer =
        new LoadBalancer(
            id,
            "/v2/lbaas/pools/" + created.path("pools").path(0).path("id").asString() + "/members",
            new Visitor(created.path("vip_address").asString(), PORT));
    api.awaitActive(id, LIMIT, _ -> {});
    if (loadBalancer.visitor().visitUntilAnswered(LIMIT).isEmpty()) {
      throw new CommandFailure("the load balancer does not answer");
    }
    treeFirstByte.add(since(begun));
    return loadBalancer;
  }

  private static String add(ApiClient api, LoadBalancer loadBalancer, Backend backend)
      throws InterruptedException {
    return api.create(
            loadBalancer.members(),
            "member",
            Map.of("address", backend.address(), "protocol_port", backend.port()))
        .path("id")
        .asString();
  }

  /** Measures from a member's change of weight until the first request goes elsewhere. */
  private void changeTo(ApiClient api, LoadBalancer loadBalancer, Backend now, Backend next)
      throws InterruptedException {
    String path = loadBalancer.path();
    List<String> old = new ArrayList<>();
    for (JsonNode member : api.get(loadBalancer.members()).path("members")) {
      old.add(member.path("id").asString());
    }
    long begun = System.nanoTime();
    add(api, loadBalancer, next);
    Optional<String> expected = Optional.of(next.name());
    if (!Pause.until(() -> loadBalancer.visitor().visit().equals(expected), POLL_INTERVAL, LIMIT)) {
      throw new CommandFailure("requests go on to " + now.name() + " at " + path);
    }
    change.add(since(begun));
    api.awaitActive(loadBalancer.id(), LIMIT, _ -> {});
    for (String member : old) {
      api.delete(loadBalancer.members() + "/" + member);
      api.awaitActive(loadBalancer.id(), LIMIT, _ -> {});
    }
  }

  private void delete(ApiClient api, LoadBalancer loadBalancer, Set<String> namespacesBefore)
      throws InterruptedException {
    long begun = System.nanoTime();
    api.delete(loadBalancer.path() + "?cascade=true");
    long end = begun + LIMIT.toNanos();
    while (!api.isGone(loadBalancer.path()) || !Memory.namespaces().equals(namespacesBefore)) {
      if (System.nanoTime() > end) {
        throw new CommandFailure("the load balancer, or a namespace of it, does not go");
      }
      Pause.of(POLL_INTERVAL);
    }
    gone.add(since(begun));
  }

  private void write(Memory service, Memory agent, Memory haproxy, String loadBefore) {
    List<List<String>> times = new ArrayList<>();
    times.add(List.of("time", "median", "p99", "least", "of"));
    row(times, "create → ACTIVE", active);
    row(
        times,
        "create with listener, pool, member in one call → ACTIVE → first byte",
        treeFirstByte);
    row(times, "create, then listener, pool, member one by one → first byte", firstByte);
    row(times, "new member → first request on it", change);
    row(times, "delete → 404 and no namespace left", gone);
    row(times, "start of the service → first 200, new state", freshStart);
    row(times, "start of the service → first 200, state of before", laterStart);
    report.table("Times", times);

    List<List<String>> memory = new ArrayList<>();
    memory.add(List.of("memory", "RSS", "PSS", "processes"));
    row(memory, "service", service.cells());
    row(memory, "agent of an amphora", agent.cells());
    row(memory, "HAProxy of an amphora", haproxy.cells());
    report.table("Memory", memory);

    List<List<String>> machine = new ArrayList<>();
    machine.add(List.of("machine", ""));
    machine.addAll(MachineFacts.rows(loadBefore));
    report.table("Machine", machine);
  }

  private static void row(List<List<String>> table, String name, Samples samples) {
    List<String> cells = new ArrayList<>(samples.cells());
    cells.add(Integer.toString(samples.count()));
    row(table, name, cells);
  }

  private static void row(List<List<String>> table, String name, List<String> cells) {
    List<String> row = new ArrayList<>();
    row.add(name);
    row.addAll(cells);
    table.add(List.copyOf(row));
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }
}
