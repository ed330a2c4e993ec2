package octavia.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import octavia.http.Json;
import tools.jackson.core.JacksonException;

/**
 * Requests by chance over all routes and fields, some right, most a little wrong. What every answer
 * must be, whatever was asked: not a server's error (but 501, which providers may answer), JSON or
 * nothing, and without anything of another project. The requests follow from the seed, except for
 * ids and where the service's own pace shows.
 */
final class RandomWalk implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int MOST_LOAD_BALANCERS = 12;

  /** Somebody who asks: their project's word, which all names of theirs carry, and headers. */
  record Walker(String word, Map<String, String> headers) {
    Walker {
      headers = Map.copyOf(headers);
    }
  }

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();
  private final URI api;
  private final List<Walker> walkers;
  private final Random random;
  private final WalkBodies bodies;
  private final Map<Walker, Map<String, List<String>>> known = new LinkedHashMap<>();
  private final Map<Integer, Integer> statuses = new TreeMap<>();

  /**
   * A walk of these, taking turns.
   *
   * @param walkers of different projects, none of them an admin, where there is more than one
   */
  RandomWalk(URI api, List<Walker> walkers, long seed) {
    this.api = api;
    this.walkers = List.copyOf(walkers);
    this.random = new Random(seed);
    this.bodies = new WalkBodies(random);
    walkers.forEach(each -> known.put(each, new TreeMap<>()));
  }

  /** Goes on for that long, and at least for {@code steps} requests. */
  void walk(Duration time, int steps) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (int step = 0; step < steps || System.nanoTime() < end; step++) {
      step(walkers.get(random.nextInt(walkers.size())));
    }
  }

  /** How often each status was answered. */
  Map<Integer, Integer> statuses() {
    return statuses;
  }

  private void step(Walker walker) throws InterruptedException {
    WalkRoute route = pick(chance(60) ? WalkRoute.TENANTS : WalkRoute.ALL);
    String collection = filled(walker, route.path());
    int dice = random.nextInt(100);
    if (route.key().equals("loadbalancer")
        && ids(walker, route.path()).size() >= MOST_LOAD_BALANCERS) {
      String id = ids(walker, route.path()).removeFirst();
      send(walker, "DELETE", collection + "/" + id + "?cascade=true", "");
    } else if (dice < 35) {
      create(walker, route, collection);
    } else if (dice < 50) {
      send(walker, "GET", collection + query(route), "");
    } else if (dice < 60) {
      send(walker, "GET", one(walker, route, collection) + (chance(20) ? query(route) : ""), "");
    } else if (dice < 78) {
      String body = bodies.body(route.key(), route.fields(), false, walker.word(), ids(walker));
      send(walker, "PUT", one(walker, route, collection), body);
    } else if (dice < 84) {
      send(walker, "DELETE", one(walker, route, collection), "");
    } else if (dice < 96) {
      String action = route.actions().isEmpty() ? "" : "/" + pick(route.actions());
      String body = chance(50) ? "" : bodies.batch(route, walker.word(), ids(walker));
      send(walker, pick(List.of("GET", "PUT")), one(walker, route, collection) + action, body);
    } else if (dice < 98) {
      send(walker, "PUT", collection, bodies.batch(route, walker.word(), ids(walker)));
    } else {
      send(
          walker,
          pick(List.of("PATCH", "POST", "HEAD", "OPTIONS")),
          collection + "/" + odd(),
          "{}");
    }
  }

  private void create(Walker walker, WalkRoute route, String collection)
      throws InterruptedException {
    String body = bodies.body(route.key(), route.fields(), true, walker.word(), ids(walker));
    HttpResponse<String> answer = send(walker, "POST", collection, body);
    if (answer.statusCode() == 201) {
      String id = Json.MAPPER.readTree(answer.body()).path(route.key()).path("id").asString("");
      String name = Json.MAPPER.readTree(answer.body()).path(route.key()).path("name").asString("");
      ids(walker, route.path()).add(id.isEmpty() ? name : id);
    }
  }

  /** A path of one object: one that the walker made, one of somebody else, or nonsense. */
  private String one(Walker walker, WalkRoute route, String collection) {
    Walker whose = chance(15) ? walkers.get(random.nextInt(walkers.size())) : walker;
    List<String> ids = ids(whose, route.path());
    return collection + "/" + (ids.isEmpty() || chance(10) ? odd() : pick(ids));
  }

  /** The path with the id of a parent where it has one. */
  private String filled(Walker walker, String path) {
    if (!path.contains("{")) {
      return path;
    }
    String parent = path.substring(0, path.indexOf("/{"));
    List<String> ids = ids(walker, parent);
    String id = ids.isEmpty() || chance(5) ? odd() : pick(ids);
    return path.replaceFirst("\\{[^}]*}", java.util.regex.Matcher.quoteReplacement(id));
  }

  private String query(WalkRoute route) {
    StringBuilder query = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      String name =
          chance(60)
              ? pick(WalkRoute.LIST_PARAMETERS)
              : route.fields().isEmpty() ? "id" : pick(route.fields()).name();
      String value = chance(50) ? bodies.oddText() : pick(WalkRoute.LIST_VALUES);
      query.append(query.isEmpty() ? '?' : '&').append(name).append('=').append(encoded(value));
    }
    return query.toString();
  }

  private String odd() {
    return chance(50)
        ? new UUID(random.nextLong(), random.nextLong()).toString()
        : encoded(bodies.oddText());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpResponse<String> send(Walker walker, String method, String path, String body)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(api + path))
            .timeout(LIMIT)
            .header("Content-Type", chance(98) ? "application/json" : "text/plain");
    if (chance(5)) {
      request.header(
          "Accept", pick(List.of("*/*", "text/html", "application/json;q=0", "nonsense")));
    }
    walker.headers().forEach(request::header);
    request.method(
        method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    String asked = method + " " + path + "\n" + body;
    try {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      statuses.merge(answer.statusCode(), 1, Integer::sum);
      check(walker, asked, answer);
      return answer;
    } catch (IOException e) {
      throw new AssertionError("no answer to " + asked, e);
    }
  }

  private void check(Walker walker, String asked, HttpResponse<String> answer) {
    String what = asked + "\nwas answered " + answer.statusCode() + " " + answer.body();
    assertThat(answer.statusCode()).as(what).matches(status -> status < 500 || status == 501);
    assertThat(isJsonOrNothing(answer.body())).as("JSON or nothing: " + what).isTrue();
    for (Walker other : walkers) {
      if (!other.equals(walker)) {
        assertThat(answer.body()).as(what).doesNotContain(other.word());
      }
    }
  }

  private static boolean isJsonOrNothing(String body) {
    try {
      return body.isEmpty() || body.equals("v2") || !Json.MAPPER.readTree(body).isMissingNode();
    } catch (JacksonException e) {
      return false;
    }
  }

  private Map<String, List<String>> ids(Walker walker) {
    return known.get(walker);
  }

  private List<String> ids(Walker walker, String path) {
    return ids(walker).computeIfAbsent(path, _ -> new ArrayList<>());
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
