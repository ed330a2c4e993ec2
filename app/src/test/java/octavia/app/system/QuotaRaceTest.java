package octavia.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import octavia.app.client.Login;
import octavia.app.standalone.IdentitySettings;
import octavia.app.system.QuotaRows.Counter;
import octavia.app.system.Side.Answer;
import octavia.cloud.identity.embedded.AccountsFile;
import octavia.http.Json;
import octavia.testing.DatabaseServer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A tenant asks two APIs at once for more than the quota allows. Both are processes of their own on
 * one database; the first has the embedded identity and is the other's Keystone.
 */
@SystemTest
class QuotaRaceTest {
  private static final String HOST = "127.0.0.1";

  /** How many ask at once, each for something of its own. */
  private static final int ASKING = 16;

  private static final int QUOTA = 5;
  private static final int UNLIMITED = -1;

  /** The tenant's. */
  private static final String PROJECT = "00000000000040008000000000000001";

  private static final long LIMIT_SECONDS = 60;

  private static final String QUOTAS =
      """
      [quotas]
      default_load_balancer_quota = %d
      """
          .formatted(QUOTA);

  /** What a project may have; {@code @} names what the same one who asks has made before. */
  private enum Contest {
    LOAD_BALANCER(
        "loadbalancers",
        "loadbalancer",
        "Load Balancer",
        "{'vip_subnet_id': '00000000-0000-4000-8000-000000000001'}"),
    LISTENER(
        "listeners",
        "listener",
        "Listener",
        "{'loadbalancer_id': '@LOAD_BALANCER', 'protocol': 'HTTP', 'protocol_port': 80}"),
    POOL(
        "pools",
        "pool",
        "Pool",
        "{'loadbalancer_id': '@LOAD_BALANCER', 'protocol': 'HTTP', 'lb_algorithm': 'ROUND_ROBIN'}"),
    MEMBER(
        "pools/@POOL/members", "member", "Member", "{'address': '192.0.2.1', 'protocol_port': 80}"),
    HEALTH_MONITOR(
        "healthmonitors",
        "healthmonitor",
        "Health Monitor",
        "{'pool_id': '@POOL', 'type': 'TCP', 'delay': 5, 'timeout': 5, 'max_retries': 3}"),
    L7POLICY(
        "l7policies", "l7policy", "L7 Policy", "{'listener_id': '@LISTENER', 'action': 'REJECT'}"),
    L7RULE(
        "l7policies/@L7POLICY/rules",
        "rule",
        "L7 Rule",
        "{'type': 'PATH', 'compare_type': 'STARTS_WITH', 'value': '/a'}");

    private final String collection;
    private final String envelope;
    private final String resource;
    private final String body;

    Contest(String collection, String envelope, String resource, String fields) {
      this.collection = collection;
      this.envelope = envelope;
      this.resource = resource;
      this.body = "{'%s': %s}".formatted(envelope, fields).replace('\'', '"');
    }

    /** The column that counts it. */
    String column() {
      return "in_use_" + name().toLowerCase(Locale.ROOT);
    }

    /** What a limit calls it. */
    String limit() {
      return name().toLowerCase(Locale.ROOT).replace("_", "");
    }
  }

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void twoApisGiveNoMoreThanTheQuotaAndTakeAllOfItBack(DatabaseServer.Kind kind) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(kind).orElseThrow()) {
      server.create("octavia");
      String database = server.connection("octavia");
      try (Roles roles = new Roles(directory, database)) {
        URI first = roles.api(HOST, "auth_strategy = embedded\n" + QUOTAS);
        Map<String, String> passwords =
            AccountsFile.passwords(IdentitySettings.directory(roles.stateDirectory(first)));
        URI second = roles.api(HOST, asking(first, passwords.getOrDefault("admin", "")) + QUOTAS);
        roles.worker("worker");
        String tenant = token(first, passwords, "demo");
        try (Side admin = new Side("admin", first, token(first, passwords, "admin"));
            Side one = new Side("one", first, tenant);
            Side other = new Side("other", second, tenant);
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
          new Tournament(admin, List.of(one, other), threads, database).play();
        }
        assertThat(roles.log(first) + roles.log(second) + roles.log("worker"))
            .doesNotContain("ERROR");
      }
    }
  }

  /** Configuration of an API whose Keystone another one is. */
  private static String asking(URI identity, String password) {
    return """
    auth_strategy = keystone
    [keystone_authtoken]
    auth_type = password
    auth_url = %s/identity
    username = admin
    password = %s
    user_domain_name = Default
    project_name = admin
    project_domain_name = Default
    """
        .formatted(identity, password);
  }

  private static String token(URI identity, Map<String, String> passwords, String user)
      throws InterruptedException {
    Map<String, String> headers =
        Login.of(
                Map.of(
                    "OS_AUTH_URL",
                    identity + "/identity/v3",
                    "OS_USERNAME",
                    user,
                    "OS_PASSWORD",
                    passwords.getOrDefault(user, ""),
                    "OS_PROJECT_NAME",
                    user))
            .headers();
    return Objects.requireNonNull(headers.get("X-Auth-Token"));
  }

  /** One contest after the other, on what the ones before have made. */
  private static final class Tournament {
    private final Side admin;
    private final List<Side> sides;
    private final ExecutorService threads;
    private final String database;

    /** What each of those who ask has made, and has taken by another name. */
    private final List<Map<String, String>> made = new ArrayList<>();

    Tournament(Side admin, List<Side> sides, ExecutorService threads, String database) {
      this.admin = admin;
      this.sides = sides;
      this.threads = threads;
      this.database = database;
      IntStream.range(0, ASKING).forEach(_ -> made.add(new ConcurrentHashMap<>()));
    }

    void play() throws Exception {
      for (Contest contest : Contest.values()) {
        if (contest != Contest.LOAD_BALANCER) { // whose limit is the default, of a project unknown
          limit(contest, QUOTA);
        }
        List<Integer> losers = create(contest, everybody(), QUOTA);
        limit(contest, UNLIMITED);
        create(contest, losers, losers.size());
      }
      batches();
      trees();
      deleteTwice();
      Await.value("nothing is in use", this::inUse, Map::isEmpty);
    }

    private static List<Integer> everybody() {
      return IntStream.range(0, ASKING).boxed().toList();
    }

    /** Those create one each; so many may. Returns those who were refused. */
    private List<Integer> create(Contest contest, List<Integer> asking, int granted)
        throws Exception {
      int before = used(contest);
      List<Integer> losers = new ArrayList<>();
      List<Answer> answers =
          together(
              asking,
              number ->
                  side(number)
                      .call(
                          "POST",
                          filled(number, "lbaas/" + contest.collection),
                          filled(number, contest.body)));
      for (int i = 0; i < asking.size(); i++) {
        int number = asking.get(i);
        Answer answer = answers.get(i);
        if (answer.status() == 201) {
          made.get(number).put("@" + contest, idOf(answer, contest.envelope));
        } else {
          assertRefused(answer, contest);
          losers.add(number);
        }
      }
      assertThat(asking.size() - losers.size()).as("%s granted", contest).isEqualTo(granted);
      assertThat(used(contest)).as("%s in use", contest).isEqualTo(before + granted);
      settle();
      return losers;
    }

    /** Everybody adds three members in one call; there is room for those of two, and one more. */
    private void batches() throws Exception {
      int before = used(Contest.MEMBER);
      limit(Contest.MEMBER, before + 7);
      String body =
          """
          {"members": [{"address": "192.0.2.2", "protocol_port": 80},
            {"address": "192.0.2.3", "protocol_port": 80},
            {"address": "192.0.2.4", "protocol_port": 80}]}
          """;
      int granted = 0;
      for (Answer answer :
          together(
              everybody(),
              number ->
                  side(number)
                      .call(
                          "PUT",
                          filled(number, "lbaas/pools/@POOL/members?additive_only=true"),
                          body))) {
        if (answer.status() == 202) {
          granted++;
        } else {
          assertRefused(answer, Contest.MEMBER);
        }
      }
      assertThat(granted).isEqualTo(2);
      assertThat(used(Contest.MEMBER)).isEqualTo(before + 6);
      settle();
    }

    /** Everybody creates a whole tree; what a refused one had counted before, is given back. */
    private void trees() throws Exception {
      Map<String, Integer> before = inUse();
      limit(Contest.LISTENER, used(Contest.LISTENER) + QUOTA);
      String body =
          """
          {"loadbalancer": {"vip_subnet_id": "00000000-0000-4000-8000-000000000001",
            "pools": [{"name": "p", "protocol": "HTTP", "lb_algorithm": "ROUND_ROBIN"}],
            "listeners": [{"protocol": "HTTP", "protocol_port": 80,
              "default_pool": {"name": "p"}}]}}
          """;
      List<String> trees = new ArrayList<>();
      for (Answer answer :
          together(everybody(), number -> side(number).call("POST", "lbaas/loadbalancers", body))) {
        if (answer.status() == 201) {
          trees.add(idOf(answer, "loadbalancer"));
        } else {
          assertRefused(answer, Contest.LISTENER);
        }
      }
      assertThat(trees).hasSize(QUOTA);
      settle();
      Map<String, Integer> after = new HashMap<>(before);
      for (Contest each : List.of(Contest.LOAD_BALANCER, Contest.LISTENER, Contest.POOL)) {
        after.merge(each.column(), QUOTA, Integer::sum);
      }
      assertThat(inUse()).isEqualTo(after);
      for (String tree : trees) {
        admin.delete("lbaas/loadbalancers/" + tree + "?cascade=true");
      }
      Await.value("what is in use", this::inUse, before::equals);
    }

    /** Both APIs are asked to delete the same; half of it goes with its load balancer. */
    private void deleteTwice() throws Exception {
      List<Integer> singly = everybody().stream().filter(number -> number % 4 < 2).toList();
      for (Contest contest : List.of(Contest.values()).reversed()) {
        boolean last = contest == Contest.LOAD_BALANCER;
        List<Integer> owners = last ? everybody() : singly;
        List<Integer> twice = Stream.concat(owners.stream(), owners.stream()).toList();
        String path =
            "lbaas/" + contest.collection + "/@" + contest + (last ? "?cascade=true" : "");
        AtomicInteger turn = new AtomicInteger();
        List<Answer> answers =
            together(
                twice,
                number -> side(turn.getAndIncrement()).call("DELETE", filled(number, path), ""));
        for (int i = 0; i < owners.size(); i++) {
          assertThat(List.of(answers.get(i).status(), answers.get(owners.size() + i).status()))
              .as("two deletions of %s: %s", contest, answers)
              .contains(204)
              .containsAnyOf(404, 409)
              .hasSize(2);
        }
        settle();
      }
    }

    private interface Call {
      Answer of(int number) throws InterruptedException;
    }

    /** The answers to calls that are made at once, in the order of those who ask. */
    private List<Answer> together(List<Integer> asking, Call call) throws Exception {
      CyclicBarrier start = new CyclicBarrier(asking.size());
      List<Future<Answer>> calls = new ArrayList<>();
      for (int number : asking) {
        calls.add(
            threads.submit(() -> {
              start.await(LIMIT_SECONDS, TimeUnit.SECONDS);
              return call.of(number);
            }));
      }
      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> each : calls) {
        answers.add(each.get(LIMIT_SECONDS, TimeUnit.SECONDS));
      }
      return answers;
    }

    private Side side(int number) {
      return sides.get(number % sides.size());
    }

    /** A text with the ids of what that one has made. */
    private String filled(int number, String text) {
      String filled = text;
      for (Map.Entry<String, String> each : made.get(number).entrySet()) {
        filled = filled.replace(each.getKey(), each.getValue());
      }
      assertThat(filled).doesNotContain("@");
      return filled;
    }

    private static String idOf(Answer answer, String envelope) {
      return Json.MAPPER.readTree(answer.body()).path(envelope).path("id").asString();
    }

    private static void assertRefused(Answer answer, Contest contest) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(403);
      assertThat(Json.MAPPER.readTree(answer.body()).path("faultstring").asString())
          .isEqualTo("Quota has been met for resources: " + contest.resource);
    }

    private void limit(Contest contest, int limit) throws InterruptedException {
      admin.put(
          "lbaas/quotas/" + PROJECT,
          Json.MAPPER.valueToTree(Map.of("quota", Map.of(contest.limit(), limit))));
    }

    private void settle() throws InterruptedException {
      Await.value(
          "everything is ACTIVE",
          () -> admin.get("lbaas/loadbalancers?fields=provisioning_status").toString(),
          shown -> !shown.contains("PENDING"));
    }

    private int used(Contest contest) {
      return inUse().getOrDefault(contest.column(), 0);
    }

    /** What is in use, by the column that counts it. */
    private Map<String, Integer> inUse() {
      try {
        List<Counter> counters = QuotaRows.inUse(database);
        assertThat(counters).allMatch(counter -> counter.project().equals(PROJECT));
        return counters.stream().collect(Collectors.toMap(Counter::column, Counter::value));
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    }
  }
}
