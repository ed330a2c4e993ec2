package octavia.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import octavia.app.client.ApiClient;
import octavia.app.client.ApiFailure;
import octavia.app.command.Pause;
import octavia.app.local.LocalHoldings.Holding;
import octavia.app.standalone.ChildService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Kills the service before and after each call to the outside, while a load balancer is created,
 * changed and deleted and its amphora's agent told its configuration, starts it again, and looks
 * whether everything comes right: the load balancer ACTIVE with one amphora, or gone with nothing
 * left. All points with {@code --full}, otherwise a sample whose seed is printed ({@code
 * -Doctavia.seed=} repeats it; {@code -Doctavia.point=} with a point as it is printed tries that
 * alone).
 */
@SystemTest
class CrossingKillTest {
  private static final Duration CONVERGENCE = Duration.ofSeconds(60);
  private static final Duration REACHED = Duration.ofSeconds(20);
  private static final Duration INTERVAL = Duration.ofMillis(50);
  private static final int SAMPLE = 4;

  /** A line of an agent's file that a new one does not have. */
  private static final String STALE = "# stale\n";

  private static final boolean FULL = Boolean.getBoolean("octavia.full");

  private enum Operation {
    CREATE,
    UPDATE,
    CONFIGURE,
    DELETE
  }

  /** Where to kill: the first crossing of that name, on that side, once the operation has begun. */
  private record Point(Operation operation, String side, String name) {
    @Override
    public String toString() {
      return operation + " " + side + " " + name;
    }

    /** Between the two transactions of creation there is a load balancer without an address. */
    boolean isAlwaysTried() {
      return operation == Operation.CREATE
          && side.equals("after")
          && name.startsWith("commit:create");
    }
  }

  @TempDir private Path directory;
  private int made;

  private Path orders() {
    return directory.resolve("orders");
  }

  private Path trace() {
    return directory.resolve("trace");
  }

  private Path reached() {
    return directory.resolve("reached");
  }

  @Test
  void everythingComesRightAfterAKillAtAnyPoint()
      throws IOException, InterruptedException, SQLException {
    long seed = Long.getLong("octavia.seed", System.nanoTime());
    System.out.println("seed " + seed + (FULL ? ", all points" : ", a sample"));
    try (Program program = new Program()) {
      List<Point> points = new ArrayList<>();
      try (ChildService service = start(program);
          ApiClient api = new ApiClient(service.apiUrl())) {
        for (Operation operation : Operation.values()) {
          points.addAll(chosen(pointsOf(program, api, operation), seed));
        }
        assertNothingLeft(program, api);
      }
      int visited = 0;
      List<String> wrong = new ArrayList<>();
      for (Point point : points) {
        try {
          boolean wasThere = visit(program, point);
          System.out.println((wasThere ? "right after a kill at " : "not reached: ") + point);
          visited += wasThere ? 1 : 0;
        } catch (AssertionError | ApiFailure e) {
          System.out.println("WRONG after a kill at " + point + ": " + e.getMessage());
          wrong.add(point + ": " + e.getMessage());
          program.reset();
        }
      }
      System.out.println(
          "visited %d of %d points, %d went wrong"
              .formatted(visited + wrong.size(), points.size(), wrong.size()));
      assertThat(wrong).isEmpty();
      assertThat(visited).as("points reached").isGreaterThan(points.size() * 9 / 10);
      assertDatabaseEmpty(program);
    }
  }

  private ChildService start(Program program) throws InterruptedException {
    return program.start(Map.of("OCTAVIA_CROSSING", orders().toString()));
  }

  /** Every point that an undisturbed run of the operation passes. */
  private Set<Point> pointsOf(Program program, ApiClient api, Operation operation)
      throws IOException, InterruptedException {
    String name = newName();
    prepare(program, api, operation, name);
    Files.deleteIfExists(trace());
    Files.writeString(orders(), "trace = " + trace() + "\n");
    begin(api, operation, name);
    await(operation + " is done", () -> isDone(api, operation, name), () -> sight(api, name));
    Files.delete(orders());
    remove(api, name);
    Set<Point> points = new LinkedHashSet<>();
    for (String line : Files.readAllLines(trace())) {
      String[] words = line.split(" ", 2);
      points.add(new Point(operation, words[0], words[1]));
    }
    System.out.println(
        operation
            + " crosses "
            + points.stream().map(Point::name).collect(Collectors.toCollection(TreeSet::new)));
    assertThat(points).isNotEmpty();
    return points;
  }

  private static List<Point> chosen(Set<Point> points, long seed) {
    String only = System.getProperty("octavia.point", "");
    if (!only.isEmpty()) {
      return points.stream().filter(point -> point.toString().equals(only)).toList();
    }
    if (FULL) {
      return List.copyOf(points);
    }
    List<Point> shuffled = new ArrayList<>(points);
    Collections.shuffle(shuffled, new Random(seed));
    return Stream.concat(
            shuffled.stream().filter(Point::isAlwaysTried), shuffled.stream().limit(SAMPLE))
        .distinct()
        .toList();
  }

  /** Kills at the point, starts again and checks; false if the point was not reached this time. */
  private boolean visit(Program program, Point point) throws IOException, InterruptedException {
    String name = newName();
    Files.deleteIfExists(orders());
    Files.deleteIfExists(reached());
    boolean wasReached;
    boolean[] acknowledged = new boolean[1];
    try (ChildService service = start(program);
        ApiClient api = new ApiClient(service.apiUrl())) {
      prepare(program, api, point.operation(), name);
      Files.writeString(
          orders(),
          "stop = " + point.side() + ":" + point.name() + ":1\nreached = " + reached() + "\n");
      Thread request =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  begin(api, point.operation(), name);
                  acknowledged[0] = true;
                } catch (ApiFailure e) {
                  System.out.println("the request died with the service: " + e.getMessage());
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      wasReached = Pause.until(() -> Files.exists(reached()), INTERVAL, REACHED);
      service.kill();
      request.join();
    }
    Files.delete(orders());
    try (ChildService service = start(program);
        ApiClient api = new ApiClient(service.apiUrl())) {
      check(program, api, point, name, acknowledged[0]);
      remove(api, name);
      assertNothingLeft(program, api);
    }
    return wasReached;
  }

  private void check(Program program, ApiClient api, Point point, String name, boolean acknowledged)
      throws InterruptedException {
    if (point.operation() == Operation.DELETE) {
      await(
          "gone",
          () -> idOf(api, name).isEmpty() || (!acknowledged && isActive(api, name)),
          () -> sight(api, name));
    } else {
      boolean mayBeMissing = point.operation() == Operation.CREATE && !acknowledged;
      await(
          "ACTIVE",
          () -> isActive(api, name) || (mayBeMissing && idOf(api, name).isEmpty()),
          () -> sight(api, name));
    }
    String id = idOf(api, name);
    if (point.operation() == Operation.CONFIGURE && acknowledged) {
      await(
          "the agent has its configuration",
          () -> !isStale(agentFile(program, api, id)),
          () -> sight(api, name));
    }
    if (!id.isEmpty()) {
      await(
          "exactly one amphora",
          () -> amphoraeOf(api, id) == 1 && own(program, "namespace").size() == 2,
          () -> program.holdings().list());
    }
  }

  /** What the operation needs beforehand. */
  private static void prepare(Program program, ApiClient api, Operation operation, String name)
      throws IOException, InterruptedException {
    if (operation != Operation.CREATE) {
      begin(api, Operation.CREATE, name);
      await("ACTIVE before", () -> isActive(api, name), () -> sight(api, name));
      addListener(api, idOf(api, name), 80);
      await("ACTIVE before", () -> isActive(api, name), () -> sight(api, name));
    }
    if (operation == Operation.CONFIGURE) {
      Files.writeString(agentFile(program, api, idOf(api, name)), STALE, StandardOpenOption.APPEND);
    }
  }

  private static boolean isDone(ApiClient api, Operation operation, String name)
      throws InterruptedException {
    return switch (operation) {
      case DELETE -> idOf(api, name).isEmpty();
      case CREATE, UPDATE -> isActive(api, name);
      case CONFIGURE ->
          sight(api, name)
              .toString()
              .contains("Done: configure-amphora"); // stays ACTIVE throughout
    };
  }

  private static boolean isStale(Path file) {
    try {
      return Files.readString(file).contains(STALE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The configuration file of the load balancer's agent. */
  private static Path agentFile(Program program, ApiClient api, String id)
      throws InterruptedException {
    return program
        .footprint()
        .stateDirectory()
        .resolve("amphorae")
        .resolve(amphora(api, id))
        .resolve("etc/amphora-agent.conf");
  }

  private static String amphora(ApiClient api, String id) throws InterruptedException {
    return api.get("/v2/octavia/amphorae?loadbalancer_id=" + id)
        .path("amphorae")
        .path(0)
        .path("id")
        .asString();
  }

  private static void begin(ApiClient api, Operation operation, String name)
      throws InterruptedException {
    switch (operation) {
      case CREATE -> {
        String subnet =
            api.get("/v2.0/subnets?name=demo-subnet").path("subnets").path(0).path("id").asString();
        api.create(
            "/v2/lbaas/loadbalancers",
            "loadbalancer",
            Map.of("name", name, "vip_subnet_id", subnet));
      }
      case UPDATE -> addListener(api, idOf(api, name), 81);
      case CONFIGURE ->
          api.update(
              "/v2/octavia/amphorae/" + amphora(api, idOf(api, name)) + "/config", "", Map.of());
      case DELETE -> api.delete("/v2/lbaas/loadbalancers/" + idOf(api, name) + "?cascade=true");
    }
  }

  private static void addListener(ApiClient api, String id, int port) throws InterruptedException {
    api.create(
        "/v2/lbaas/listeners",
        "listener",
        Map.of("loadbalancer_id", id, "protocol", "HTTP", "protocol_port", port));
  }

  private static void remove(ApiClient api, String name) throws InterruptedException {
    String id = idOf(api, name);
    if (!id.isEmpty()) {
      api.delete("/v2/lbaas/loadbalancers/" + id + "?cascade=true");
      await("removed", () -> idOf(api, name).isEmpty(), () -> sight(api, name));
    }
  }

  private static void assertNothingLeft(Program program, ApiClient api)
      throws InterruptedException {
    await(
        "nothing is left",
        () ->
            own(program, "namespace").isEmpty()
                && own(program, "process").isEmpty()
                && api.get("/v2.0/ports").path("ports").isEmpty(),
        () -> own(program, "namespace") + ", " + api.get("/v2.0/ports"));
  }

  /** What the program has on the host for amphorae; its networks stay while it runs. */
  private static List<Holding> own(Program program, String kind) {
    return program.holdings().list().stream()
        .filter(holding -> holding.kind().equals(kind))
        .filter(holding -> !holding.owner().equals("networks"))
        .toList();
  }

  /** After the last stop: no row of ours speaks of work, and no quota is used. */
  private static void assertDatabaseEmpty(Program program) throws SQLException {
    Path database = program.footprint().stateDirectory().resolve("db/octavia");
    try (Connection connection =
            DriverManager.getConnection("jdbc:h2:file:" + database + ";DATABASE_TO_LOWER=TRUE");
        Statement statement = connection.createStatement()) {
      for (String count :
          List.of(
              "select count(*) from control_work_order",
              "select count(*) from control_deletion",
              "select count(*) from control_agent_config",
              "select count(*) from load_balancer where provisioning_status <> 'DELETED'",
              "select count(*) from amphora where status <> 'DELETED'",
              "select count(*) from listener",
              "select count(*) from quotas where in_use_load_balancer <> 0 or in_use_listener <> 0")) {
        try (ResultSet result = statement.executeQuery(count)) {
          assertThat(result.next()).isTrue();
          assertThat(result.getInt(1)).as(count).isZero();
        }
      }
    }
  }

  private String newName() {
    made++;
    return "crossing-" + made;
  }

  private static String idOf(ApiClient api, String name) throws InterruptedException {
    return api.get("/v2/lbaas/loadbalancers?name=" + name)
        .path("loadbalancers")
        .path(0)
        .path("id")
        .asString("");
  }

  private static boolean isActive(ApiClient api, String name) throws InterruptedException {
    JsonNode found = api.get("/v2/lbaas/loadbalancers?name=" + name).path("loadbalancers").path(0);
    return found.path("provisioning_status").asString("").equals("ACTIVE");
  }

  private static int amphoraeOf(ApiClient api, String id) throws InterruptedException {
    return api.get("/v2/octavia/amphorae?loadbalancer_id=" + id).path("amphorae").size();
  }

  /** A look at the service, which may be interrupted. */
  @FunctionalInterface
  private interface Look {
    boolean holds() throws InterruptedException;
  }

  /** What is seen where a look never holds. */
  @FunctionalInterface
  private interface Sight {
    Object see() throws InterruptedException;
  }

  private static void await(String what, Look look, Sight sight) throws InterruptedException {
    long end = System.nanoTime() + CONVERGENCE.toNanos();
    while (!look.holds()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "not within " + CONVERGENCE.toSeconds() + " s: " + what + "; there is " + sight.see());
      }
      Pause.of(INTERVAL);
    }
  }

  /** The load balancer of that name with its timeline. */
  private static Object sight(ApiClient api, String name) throws InterruptedException {
    JsonNode found = api.get("/v2/lbaas/loadbalancers?name=" + name).path("loadbalancers");
    String id = idOf(api, name);
    return found
        + (id.isEmpty() ? "" : ", " + api.get("/v2/lbaas/loadbalancers/" + id + "/events"));
  }
}
