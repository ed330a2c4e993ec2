package octavia.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import octavia.api.TestApi.Answer;
import octavia.http.Json;
import octavia.store.object.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What an upstream API (16.0, no-op drivers, noauth) answered to some 1,100 requests, right and
 * wrong, and what this one answers. {@code wire-facts.tsv} holds the answers that are the same,
 * {@code wire-deviations.tsv} ours where they differ on purpose, with the reason.
 *
 * <p>A line is method, path, body, status, and the fault or some fields of the object. Braces stand
 * for objects of the fixture. Each request meets a tree that is ACTIVE; what it creates is removed,
 * what it changes stays.
 */
class WireFactsTest {
  private static final Pattern CHOICES = Pattern.compile("(Value should be one of: )(.*)");
  private static final Pattern UNKNOWN = Pattern.compile("(Unknown attributes for .*: )(.*)");
  private static final Pattern FIELD = Pattern.compile("(?:^|, )([a-z_0-9]+)=");

  @TempDir Path directory;

  @Test
  void answersAsUpstreamDoes() throws IOException {
    run("wire-facts.tsv");
  }

  @Test
  void deviatesWhereItSaysSo() throws IOException {
    run("wire-deviations.tsv");
  }

  private void run(String file) throws IOException {
    List<String> failures = new ArrayList<>();
    int count = 0;
    try (TestApi api = new TestApi(directory, "")) {
      Map<String, String> names = fixture(api);
      for (String line : lines(file)) {
        if (line.startsWith("#")) {
          continue;
        }
        count++;
        String[] parts = fill(line, names).split("\t", -1);
        Answer answer = api.send(parts[0], parts[1], parts[2], Map.of());
        String problem = problem(parts[3], parts[4], answer);
        if (!problem.isEmpty()) {
          failures.add(line + "\n    " + problem);
        }
        remove(api, answer, names);
      }
    }
    assertThat(failures).as("of %d", count).isEmpty();
  }

  private static List<String> lines(String file) throws IOException {
    try (InputStream in = WireFactsTest.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static Map<String, String> fixture(TestApi api) {
    String lb = api.loadBalancer("err");
    String on = "\"loadbalancer_id\": \"" + lb + "\"";
    String li =
        api.make("listeners", "listener", on + ", \"protocol\": \"HTTP\", \"protocol_port\": 80");
    String lt =
        api.make("listeners", "listener", on + ", \"protocol\": \"TCP\", \"protocol_port\": 81");
    String robin = "\"lb_algorithm\": \"ROUND_ROBIN\"";
    String po =
        api.make(
            "pools", "pool", "\"listener_id\": \"" + li + "\", \"protocol\": \"HTTP\", " + robin);
    String pn = api.make("pools", "pool", on + ", \"protocol\": \"HTTP\", " + robin);
    String pt = api.make("pools", "pool", on + ", \"protocol\": \"TCP\", " + robin);
    String pu = api.make("pools", "pool", on + ", \"protocol\": \"UDP\", " + robin);
    String m1 =
        api.make(
            "pools/" + po + "/members",
            "member",
            "\"address\": \"192.0.2.10\", \"protocol_port\": 8080");
    String check = ", \"delay\": 5, \"timeout\": 3, \"max_retries\": 2";
    String hm =
        api.make(
            "healthmonitors",
            "healthmonitor",
            "\"pool_id\": \"" + po + "\", \"type\": \"HTTP\"" + check);
    String ht =
        api.make(
            "healthmonitors",
            "healthmonitor",
            "\"pool_id\": \"" + pt + "\", \"type\": \"TCP\"" + check);
    Map<String, String> names = new HashMap<>();
    names.putAll(Map.of("lb", lb, "li", li, "lt", lt, "po", po, "pn", pn, "pu", pu));
    names.putAll(Map.of("m1", m1, "hm", hm, "ht", ht, "pt", pt));
    names.put("subnet", FakeNetwork.SUBNET);
    names.put("subnet2", "a0000000-0000-4000-8000-000000000009");
    names.put("network", FakeNetwork.NETWORK);
    names.put("unknown", TestApi.UNKNOWN);
    names.put("project", TestApi.PROJECT);
    return names;
  }

  private static String fill(String line, Map<String, String> names) {
    String filled = line;
    for (var name : names.entrySet()) {
      filled =
          filled
              .replace("{" + name.getKey() + "}", name.getValue())
              .replace("{" + name.getKey() + ":upper}", name.getValue().toUpperCase(Locale.ROOT))
              .replace("{" + name.getKey() + ":hex}", name.getValue().replace("-", ""));
    }
    return filled;
  }

  private static String problem(String status, String expected, Answer answer) {
    String got = answer.status() + " " + answer.body();
    if (Integer.parseInt(status) != answer.status()) {
      return got;
    }
    if (answer.status() >= 400) {
      boolean same =
          expected.startsWith("{")
              ? Json.MAPPER.readTree(expected).equals(answer.body())
              : unordered(fault(expected)).equals(unordered(answer.fault()));
      return same ? "" : got;
    }
    JsonNode object = answer.body() == null ? null : answer.body().iterator().next();
    Matcher fields = FIELD.matcher(expected);
    List<int[]> spans = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    while (fields.find()) {
      spans.add(new int[] {fields.start(), fields.end()});
      keys.add(fields.group(1));
    }
    for (int i = 0; i < keys.size(); i++) {
      int end = i + 1 < spans.size() ? spans.get(i + 1)[0] : expected.length();
      String value = expected.substring(spans.get(i)[1], end);
      JsonNode shown = object == null ? null : object.get(keys.get(i));
      boolean same =
          value.equals("(absent)")
              ? shown == null
              : shown != null && shown.equals(Json.MAPPER.readTree(value));
      if (!same) {
        return got;
      }
    }
    return "";
  }

  private static String fault(String expected) {
    return Json.MAPPER.readTree(expected.substring(expected.indexOf(": ") + 2)).asString();
  }

  /** Upstream writes sets in an order that is another at each of its starts. */
  private static String unordered(String fault) {
    for (Pattern pattern : List.of(CHOICES, UNKNOWN)) {
      Matcher matcher = pattern.matcher(fault);
      if (matcher.find()) {
        return fault.substring(0, matcher.end(1))
            + new TreeSet<>(Arrays.asList(matcher.group(2).split(", ")));
      }
    }
    return fault;
  }

  private static void remove(TestApi api, Answer answer, Map<String, String> names) {
    if (answer.status() == 201 && answer.body() != null) {
      String kind = answer.body().propertyNames().iterator().next();
      String id = answer.at("/" + kind + "/id").asString();
      Kind of =
          switch (kind) {
            case "loadbalancer" -> Kind.LOAD_BALANCER;
            case "listener" -> Kind.LISTENER;
            case "pool" -> Kind.POOL;
            case "member" -> Kind.MEMBER;
            case "l7policy" -> Kind.L7_POLICY;
            case "rule" -> Kind.L7_RULE;
            default -> Kind.HEALTH_MONITOR;
          };
      String parent = of == Kind.LOAD_BALANCER ? id : names.get("lb");
      api.store.transaction(
          "remove",
          tx -> {
            tx.deletions().want(List.of(id), of.name(), parent);
            return true;
          });
    }
    if (answer.status() < 300) {
      api.settle();
    }
  }
}
