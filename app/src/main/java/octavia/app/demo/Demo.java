package octavia.app.demo;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import octavia.app.client.ApiClient;
import octavia.app.client.ApiFailure;
import octavia.app.client.Visitor;
import octavia.app.command.CommandFailure;
import octavia.app.command.Logs;
import octavia.app.command.Pause;
import octavia.app.command.Undo;
import octavia.app.local.LocalHoldings;
import octavia.app.standalone.Footprint;
import octavia.app.standalone.Service;
import octavia.app.standalone.ServiceSettings;
import octavia.app.terminal.Terminal;
import octavia.config.IniFile;
import tools.jackson.databind.JsonNode;

/** The demo: what {@link #run} makes, {@link #cleanUp} removes, both on one thread. */
final class Demo {
  private static final int REQUESTS = 20;
  private static final Duration ACTIVE_LIMIT = Duration.ofSeconds(90);
  private static final Duration FIRST_ANSWER_LIMIT = Duration.ofSeconds(15);
  private static final Duration ONLINE_LIMIT = Duration.ofSeconds(20);
  private static final Duration ONLINE_INTERVAL = Duration.ofMillis(200);

  /** A demo that was just stopped may still be on its way out. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Footprint footprint;
  private final LocalHoldings holdings;
  private final Function<ServiceSettings, Service> starter;
  private final Terminal terminal;
  private final int port;
  private final Undo undo = new Undo();
  private boolean served;

  Demo(
      Footprint footprint,
      LocalHoldings holdings,
      Function<ServiceSettings, Service> starter,
      Terminal terminal,
      int port) {
    this.footprint = footprint;
    this.holdings = holdings;
    this.starter = starter;
    this.terminal = terminal;
    this.port = port;
  }

  /**
   * Shows everything.
   *
   * @param exit whether to end then, or to wait for an interrupt
   * @return 0 if both web servers answered
   */
  int run(boolean exit) throws InterruptedException {
    terminal.title("Octavia: a load balancer that serves traffic, on this machine");
    terminal.gap();
    Service service = startService();
    try (ApiClient api = new ApiClient(service.apiUrl())) {
      Subnet subnet = findSubnet(api);
      List<Backend> backends =
          List.of(startBackend("web1", subnet.gateway()), startBackend("web2", subnet.gateway()));
      JsonNode loadBalancer = createLoadBalancer(api, subnet, backends);
      Visitor visitor = new Visitor(loadBalancer.path("vip_address").asString(), port);
      SortedMap<String, Integer> answers = visit(visitor);
      served = backends.stream().allMatch(backend -> answers.containsKey(backend.name()));
      showTree(api, loadBalancer.path("id").asString());
      if (!served) {
        throw new CommandFailure(
            "not both web servers answered: "
                + (answers.isEmpty() ? "none did" : "only " + answers.keySet())
                + ". The log is "
                + logFile());
      }
      if (!exit) {
        suggest(service.apiUrl(), visitor);
        new CountDownLatch(1).await();
      }
      return 0;
    } catch (ApiFailure e) {
      throw new CommandFailure(e.getMessage() + " The log is " + logFile(), e);
    }
  }

  /** Removes everything that {@link #run} made, however far it came. */
  void cleanUp() {
    if (undo.isEmpty()) {
      return;
    }
    terminal.gap();
    Terminal.Step step = terminal.step("clean-up");
    undo.run();
    step.done("everything of the demo is removed" + after(step));
  }

  private Service startService() {
    Path file = footprint.prepare();
    Terminal.Step step = terminal.step("service");
    int leftovers;
    try {
      leftovers = holdings.removeAll(PATIENCE, footprint::clear).size();
    } catch (CommandFailure e) {
      throw new CommandFailure("another demo seems to run: " + e.getMessage(), e);
    }
    undo.push(this::removeState);
    Service service =
        starter.apply(ServiceSettings.of(IniFile.read(List.of(file)), footprint.stateDirectory()));
    undo.push(service::close);
    step.done(
        "answers at "
            + terminal.strong(service.apiUrl().toString())
            + after(step)
            + (leftovers == 0 ? "" : "; removed " + leftovers + " leftovers of a demo before"));
    return service;
  }

  private void removeState() {
    holdings.removeAll(
        PATIENCE,
        () -> {
          if (served) {
            Logs.end();
            footprint.delete();
          } else {
            footprint.clear(); // the log may say why
          }
        });
  }

  private record Subnet(String id, String gateway) {}

  private static Subnet findSubnet(ApiClient api) throws InterruptedException {
    JsonNode found = api.get("/v2.0/subnets?name=demo-subnet").path("subnets").path(0);
    if (found.isMissingNode()) {
      throw new CommandFailure("the local cloud has no demo-subnet");
    }
    return new Subnet(found.path("id").asString(), found.path("gateway_ip").asString());
  }

  private Backend startBackend(String name, String address) {
    Terminal.Step step = terminal.step("web server");
    Backend backend = Backend.start(name, address);
    undo.push(backend::close);
    step.done(name + " at http://" + address + ":" + backend.port() + "/");
    return backend;
  }

  private JsonNode createLoadBalancer(ApiClient api, Subnet subnet, List<Backend> backends)
      throws InterruptedException {
    Terminal.Step step = terminal.step("load balancer");
    String id =
        api.create(
                "/v2/lbaas/loadbalancers",
                "loadbalancer",
                Map.of("name", "demo", "vip_subnet_id", subnet.id()))
            .path("id")
            .asString();
    JsonNode active = api.awaitActive(id, ACTIVE_LIMIT, step::now);
    step.done("demo is ACTIVE at " + active.path("vip_address").asString() + after(step));

    step = terminal.step("listener");
    String listener =
        api.create(
                "/v2/lbaas/listeners",
                "listener",
                Map.of(
                    "name",
                    "web",
                    "loadbalancer_id",
                    id,
                    "protocol",
                    "HTTP",
                    "protocol_port",
                    port))
            .path("id")
            .asString();
    api.awaitActive(id, ACTIVE_LIMIT, step::now);
    step.done("web, HTTP on port " + port + after(step));

    step = terminal.step("pool");
    String pool =
        api.create(
                "/v2/lbaas/pools",
                "pool",
                Map.of(
                    "name",
                    "backends",
                    "listener_id",
                    listener,
                    "protocol",
                    "HTTP",
                    "lb_algorithm",
                    "ROUND_ROBIN"))
            .path("id")
            .asString();
    api.awaitActive(id, ACTIVE_LIMIT, step::now);
    step.done("backends, ROUND_ROBIN" + after(step));

    for (Backend backend : backends) {
      step = terminal.step("member");
      api.create(
          "/v2/lbaas/pools/" + pool + "/members",
          "member",
          Map.of(
              "name",
              backend.name(),
              "address",
              backend.address(),
              "protocol_port",
              backend.port(),
              "subnet_id",
              subnet.id()));
      api.awaitActive(id, ACTIVE_LIMIT, step::now);
      step.done(backend.name() + after(step));
    }

    step = terminal.step("health monitor");
    api.create(
        "/v2/lbaas/healthmonitors",
        "healthmonitor",
        Map.of(
            "name",
            "alive",
            "pool_id",
            pool,
            "type",
            "HTTP",
            "delay",
            1,
            "timeout",
            1,
            "max_retries",
            1));
    api.awaitActive(id, ACTIVE_LIMIT, step::now);
    step.done("alive, HTTP GET / every second" + after(step));
    return active;
  }

  private SortedMap<String, Integer> visit(Visitor visitor) throws InterruptedException {
    Terminal.Step first = terminal.step("first request");
    if (visitor.visitUntilAnswered(FIRST_ANSWER_LIMIT).isEmpty()) {
      first.done(terminal.bad("not answered") + after(first));
      return new TreeMap<>();
    }
    first.done("answered by " + visitor.page() + after(first));
    Terminal.Step step = terminal.step("requests");
    SortedMap<String, Integer> answers = new TreeMap<>();
    for (int i = 0; i < REQUESTS; i++) {
      step.now(i + " of " + REQUESTS);
      visitor.visit().ifPresent(name -> answers.merge(name, 1, Integer::sum));
    }
    int failed = REQUESTS - answers.values().stream().mapToInt(Integer::intValue).sum();
    StringBuilder result = new StringBuilder().append(REQUESTS).append(" sent: ");
    answers.forEach((name, count) ->
        result.append(terminal.good(name)).append(" answered ").append(count).append(", "));
    step.done(result.append(failed).append(" failed") + after(step));
    return answers;
  }

  private void showTree(ApiClient api, String id) throws InterruptedException {
    String path = "/v2/lbaas/loadbalancers/" + id + "/status";
    Terminal.Step step = terminal.step("health");
    JsonNode tree = api.get(path).path("statuses").path("loadbalancer");
    while (!StatusTree.isOnline(tree) && step.time().compareTo(ONLINE_LIMIT) < 0) {
      step.now("waiting for the first checks");
      Pause.of(ONLINE_INTERVAL);
      tree = api.get(path).path("statuses").path("loadbalancer");
    }
    step.done(coloured(tree.path("operating_status").asString()) + after(step));
    terminal.gap();
    terminal.table(StatusTree.rows(tree, this::coloured));
  }

  private String coloured(String status) {
    return switch (status) {
      case "ACTIVE", "ONLINE" -> terminal.good(status);
      case "ERROR", "OFFLINE" -> terminal.bad(status);
      default -> terminal.pending(status);
    };
  }

  private void suggest(URI apiUrl, Visitor visitor) {
    terminal.gap();
    terminal.title("Try next, in another terminal");
    terminal.line("  curl " + visitor.page());
    terminal.line("  export OS_AUTH_TYPE=none OS_ENDPOINT=" + apiUrl);
    terminal.line("  openstack loadbalancer status show demo");
    terminal.line("  openstack loadbalancer stats show demo");
    terminal.line("  openstack loadbalancer member set --weight 3 backends web1");
    terminal.line("  tail -f " + logFile());
    terminal.gap();
    terminal.line("The openstack command is in python3-openstackclient and python3-octaviaclient.");
    terminal.line(terminal.strong("Ctrl-C") + " ends the demo and removes everything of it.");
  }

  private Path logFile() {
    return Logs.directory(footprint.stateDirectory()).resolve("octavia.log");
  }

  private static String after(Terminal.Step step) {
    return " (" + Terminal.spoken(step.time()) + ")";
  }
}
