package octavia.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import octavia.http.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The real Octavia 16 and this server on one MariaDB database, which Octavia's own migration made,
 * with one Keystone. Each in turn makes one of everything ({@code interplay.json}); the other
 * changes it, and deletes it. After each of these, whatever either shows, the other shows the same,
 * field by field; in the end no quota is in use.
 */
@SystemTest
@EnabledIfSystemProperty(
    named = "octavia.full",
    matches = "true",
    disabledReason = "run by ./octavia test --full")
class InterplayTest {
  private static final URI THEIRS = URI.create("http://10.99.64.2:9876");

  /** What Octavia shows since a later release, and the key in which we say more of an error. */
  private static final Pattern NEWER =
      Pattern.compile(
          ".*/additional_vips/\\d+/port_id|/reason/.*"
              + "|/quota/(loadbalancer|healthmonitor|project_id|tenant_id)");

  @TempDir private Path directory;

  /** Of {@code interplay.json}: a resource, where it is, and what is sent. */
  private record Step(
      String name, String collection, String kind, JsonNode id, JsonNode create, JsonNode change) {}

  @BeforeAll
  static void startOctavia() throws IOException, InterruptedException {
    Peers.run("octavia.sh", "clear");
    Peers.run("octavia.sh", "up", "keystone");
  }

  @AfterAll
  static void stopOctavia() throws IOException, InterruptedException {
    Peers.run("octavia.sh", "down");
  }

  @Test
  void whatOneMakesTheOtherShowsChangesAndDeletes()
      throws IOException, InterruptedException, SQLException {
    String token = Peers.output("keystone.sh", "token").strip();
    String database = Peers.output("octavia.sh", "database").strip();
    Path configuration =
        Files.writeString(
            directory.resolve("octavia.conf"),
            Peers.output("server.sh", "0") + "[database]\nconnection = " + database + "\n");
    try (Roles roles = new Roles(directory, List.of(configuration))) {
      URI api = roles.api(Peers.HOST);
      roles.worker("worker");
      try (Side theirs = new Side("Octavia", THEIRS, token);
          Side ours = new Side("ours", api, token)) {
        Set<String> differences = new LinkedHashSet<>();
        for (Side maker : List.of(theirs, ours)) {
          differences.addAll(new Round(theirs, ours, maker).differences());
        }
        assertThat(differences).isEmpty();
        // Octavia does not give back L7 policies and rules that go with a listener.
        assertThat(QuotaRows.inUse(database))
            .noneMatch(counter -> !counter.column().startsWith("in_use_l7"));
      }
    }
  }

  /** All that one makes, and what becomes of it. */
  private static final class Round {
    private final Side theirs;
    private final Side ours;
    private final Side maker;
    private final Side heir;
    private final List<Step> steps = steps();
    private final Map<String, String> ids = new LinkedHashMap<>();
    private final Set<String> differences = new LinkedHashSet<>();

    Round(Side theirs, Side ours, Side maker) throws IOException {
      this.theirs = theirs;
      this.ours = ours;
      this.maker = maker;
      this.heir = maker == ours ? theirs : ours;
      ids.put("maker", maker.name());
    }

    /** Plays the round; what the two showed differently. */
    Set<String> differences() throws InterruptedException {
      for (Step step : steps) {
        create(step);
      }
      compare("made by " + maker.name());
      look("made by " + maker.name(), Step::create);
      for (Step step : steps) {
        heir.put(path(step), envelope(step.kind(), step.change()));
        settle();
      }
      compare("changed by " + heir.name());
      look("changed by " + heir.name(), Step::change);
      for (Step step : steps.reversed()) {
        heir.delete(path(step) + (step.name().equals("tree") ? "?cascade=true" : ""));
        settle();
      }
      compare("deleted by " + heir.name());
      return differences;
    }

    private void create(Step step) throws InterruptedException {
      JsonNode body = envelope(step.kind(), step.create());
      if (step.kind().equals("quota")) {
        ids.put(step.name(), filled(step.id().asString()));
        maker.put(path(step), body);
      } else {
        JsonNode made = maker.post(filled(step.collection()), body).path(step.kind());
        ids.put(
            step.name(),
            step.id().isMissingNode() ? made.path("id").asString() : filled(step.id().asString()));
      }
      settle();
    }

    /** Waits until nothing is PENDING; asks us, since Octavia's answers cost its worker's time. */
    private void settle() throws InterruptedException {
      Await.value(
          "no load balancer is PENDING",
          () -> ours.get("lbaas/loadbalancers?fields=id&fields=provisioning_status").toString(),
          shown -> !shown.contains("PENDING"));
    }

    private void compare(String when) throws InterruptedException {
      for (String path : paths()) {
        Map<String, JsonNode> expected = theirs.read(path);
        Map<String, JsonNode> actual = ours.read(path);
        Set<String> fields = new TreeSet<>(expected.keySet());
        fields.addAll(actual.keySet());
        for (String field : fields) {
          boolean explained = expected.get(field) == null && NEWER.matcher(field).matches();
          if (!explained && !Objects.equals(expected.get(field), actual.get(field))) {
            differences.add(
                "%s: %s %s is %s with Octavia, %s with us"
                    .formatted(when, path, field, expected.get(field), actual.get(field)));
          }
          String shown = String.valueOf(actual.get(field));
          if (shown.contains("PENDING") || shown.equals("\"ERROR\"")) {
            differences.add(when + ": " + path + " " + field + " is " + shown);
          }
        }
      }
    }

    /** That both show the same is not enough: it has to be there, and to be what was sent. */
    private void look(String when, Function<Step, JsonNode> sent) throws InterruptedException {
      for (String path : paths()) {
        JsonNode status = ours.read(path).get("status");
        if (!Json.MAPPER.valueToTree(200).equals(status)) {
          differences.add("%s: %s is answered %s".formatted(when, path, status));
        }
      }
      for (Step step : steps) {
        JsonNode shown = ours.get(path(step)).path(step.kind());
        JsonNode wanted = envelope(step.kind(), sent.apply(step)).path(step.kind());
        wanted
            .propertyStream()
            .filter(field -> !isShown(shown, field.getKey(), field.getValue()))
            .forEach(field ->
                differences.add(
                    "%s: %s of %s was sent as %s and is shown as %s"
                        .formatted(
                            when,
                            field.getKey(),
                            step.name(),
                            field.getValue(),
                            shown.path(field.getKey()))));
      }
    }

    /**
     * True if an object shows what was sent. Null has a default for its answer, which {@link
     * #compare} looks at, as at objects inside another.
     */
    private static boolean isShown(JsonNode shown, String name, JsonNode sent) {
      if (sent.isNull() || sent.path(0).isObject()) {
        return true;
      }
      if (sent.isObject()) {
        return sent.propertyStream()
            .allMatch(each -> isShown(shown.path(name), each.getKey(), each.getValue()));
      }
      if (sent.isArray()) {
        return texts(sent).equals(texts(shown.path(name)));
      }
      // The id of what it belongs to is shown in a list.
      JsonNode value =
          shown.has(name)
              ? shown.path(name)
              : shown.path(name.replaceFirst("_id$", "s")).path(0).path("id");
      return value.asString("").equals(sent.asString());
    }

    private static Set<String> texts(JsonNode list) {
      return list.valueStream().map(JsonNode::asString).collect(Collectors.toSet());
    }

    /** All that there is to read of what this round has made. */
    private List<String> paths() throws InterruptedException {
      List<String> paths = new ArrayList<>();
      for (Step step : steps) {
        String collection = filled(step.collection());
        if (!paths.contains(collection)) {
          paths.add(collection);
        }
        paths.add(path(step));
        if (step.kind().equals("loadbalancer")) {
          paths.add(path(step) + "/status");
          paths.add(path(step) + "/stats");
        } else if (step.kind().equals("listener")) {
          paths.add(path(step) + "/stats");
        }
      }
      paths.add("octavia/amphorae");
      for (JsonNode amphora : theirs.get("octavia/amphorae").path("amphorae")) {
        paths.add("octavia/amphorae/" + amphora.path("id").asString());
      }
      for (JsonNode listener : theirs.get("lbaas/listeners").path("listeners")) {
        paths.add("lbaas/listeners/" + listener.path("id").asString());
      }
      return paths;
    }

    private String path(Step step) {
      return filled(step.collection()) + "/" + ids.get(step.name());
    }

    private JsonNode envelope(String kind, JsonNode fields) {
      return Json.MAPPER.readTree(filled(Json.MAPPER.writeValueAsString(Map.of(kind, fields))));
    }

    /** A text with the ids of what it refers to by {@code @name}, the longest names first. */
    private String filled(String text) {
      String filled = text;
      for (String name : ids.keySet().stream().sorted((a, b) -> b.length() - a.length()).toList()) {
        filled = filled.replace("@" + name, ids.getOrDefault(name, ""));
      }
      return filled;
    }

    private static List<Step> steps() throws IOException {
      try (InputStream stream = InterplayTest.class.getResourceAsStream("interplay.json")) {
        List<Step> steps = new ArrayList<>();
        for (JsonNode each : Json.MAPPER.readTree(Objects.requireNonNull(stream).readAllBytes())) {
          steps.add(
              new Step(
                  each.path("name").asString(),
                  each.path("collection").asString(),
                  each.path("kind").asString(),
                  each.path("id"),
                  each.path("create"),
                  each.path("change")));
        }
        return steps;
      }
    }
  }
}
