package octavia.app.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import octavia.app.client.ApiClient;
import octavia.app.client.ApiFailure;
import octavia.app.command.Pause;
import octavia.app.system.Await;
import tools.jackson.databind.JsonNode;

/**
 * A client that creates, changes and deletes load balancers and listeners until the service is
 * gone, and remembers what was acknowledged. Used by one thread at a time.
 */
final class Writer {
  private static final String LOAD_BALANCERS = "/v2/lbaas/loadbalancers";
  private static final String LISTENERS = "/v2/lbaas/listeners";
  private static final String CASCADE = "?cascade=true";
  private static final Duration BUSY = Duration.ofMillis(10);
  private static final int MOST = 3;

  private final String name;
  private final ApiClient api;
  private final Random random;
  private final Map<String, ?> vip;
  private final AtomicInteger acknowledged;
  private final Map<String, Known> objects = new LinkedHashMap<>();
  private int made;

  /** What is known of an object. */
  private static final class Known {
    private final String kind;
    private final String parent;

    /** The one that was acknowledged last, and one that may have been taken since. */
    private final Set<String> names = new HashSet<>();

    /** For whoever looks for what went wrong. */
    private final List<String> history = new ArrayList<>();

    private boolean mayBeGone;

    /** Whose deletion was acknowledged, its own or its load balancer's; empty if neither was. */
    private String deletedAs = "";

    Known(String kind, String parent, String name) {
      this.kind = kind;
      this.parent = parent;
      names.add(name);
    }
  }

  /**
   * A writer.
   *
   * @param vip what a load balancer's creation says of its VIP
   * @param acknowledged counts every success
   */
  Writer(
      String name, ApiClient api, Random random, Map<String, ?> vip, AtomicInteger acknowledged) {
    this.name = name;
    this.api = api;
    this.random = random;
    this.vip = vip;
    this.acknowledged = acknowledged;
  }

  /** Writes until nobody answers. */
  void write() throws InterruptedException {
    while (true) {
      try {
        step();
      } catch (ApiFailure e) {
        if (e.status() == 0) {
          return;
        }
        if (e.status() != 409) {
          throw e;
        }
        Pause.of(BUSY);
      }
    }
  }

  private void step() throws InterruptedException {
    List<String> loadBalancers = of(LOAD_BALANCERS);
    if (loadBalancers.isEmpty() || (loadBalancers.size() < MOST && random.nextInt(4) == 0)) {
      createLoadBalancer();
      return;
    }
    String loadBalancer = loadBalancers.get(random.nextInt(loadBalancers.size()));
    if (!status(loadBalancer).equals("ACTIVE")) {
      Pause.of(BUSY);
      return;
    }
    List<String> listeners =
        of(LISTENERS).stream()
            .filter(path -> objects.get(path).parent.equals(loadBalancer))
            .toList();
    int choice = random.nextInt(10);
    if (choice < 4 || listeners.isEmpty()) {
      createListener(loadBalancer);
    } else if (choice < 6) {
      rename(loadBalancer);
    } else if (choice < 8) {
      rename(listeners.getFirst());
    } else if (choice < 9) {
      delete(listeners.getFirst(), "");
    } else {
      delete(loadBalancer, CASCADE);
    }
  }

  /** Deletes every load balancer with all below it, each as soon as it may be changed. */
  void deleteAll() throws InterruptedException {
    for (String loadBalancer : of(LOAD_BALANCERS)) {
      Await.until(
          loadBalancer + " may be deleted",
          () -> {
            try {
              delete(loadBalancer, CASCADE);
              return true;
            } catch (ApiFailure e) {
              if (e.status() != 409) {
                throw e;
              }
              return false;
            }
          });
    }
  }

  private void createLoadBalancer() throws InterruptedException {
    Map<String, Object> fields = new LinkedHashMap<>(vip);
    fields.put("name", newName());
    create(LOAD_BALANCERS, "loadbalancer", "", fields);
  }

  private void createListener(String loadBalancer) throws InterruptedException {
    create(
        LISTENERS,
        "listener",
        loadBalancer,
        Map.of(
            "name",
            newName(),
            "loadbalancer_id",
            loadBalancer.substring(LOAD_BALANCERS.length() + 1),
            "protocol",
            "TCP",
            "protocol_port",
            1000 + made));
  }

  private void create(String collection, String kind, String parent, Map<String, ?> fields)
      throws InterruptedException {
    JsonNode created = api.create(collection, kind, fields);
    acknowledged.incrementAndGet();
    objects.put(
        collection + "/" + created.path("id").asString(),
        new Known(kind, parent, String.valueOf(fields.get("name"))));
  }

  private void rename(String path) throws InterruptedException {
    Known known = objects.get(path);
    String next = newName();
    known.names.add(next);
    known.history.add(next + "?");
    try {
      api.update(path, known.kind, Map.of("name", next));
      acknowledged.incrementAndGet();
      known.names.retainAll(Set.of(next));
      known.history.add(next + " acknowledged");
    } catch (ApiFailure e) {
      if (e.status() != 0) {
        known.names.remove(next);
      }
      throw e;
    }
  }

  private void delete(String path, String query) throws InterruptedException {
    List<Known> all =
        objects.entrySet().stream()
            .filter(each -> each.getKey().equals(path) || each.getValue().parent.equals(path))
            .map(Map.Entry::getValue)
            .filter(known -> !known.mayBeGone)
            .toList();
    all.forEach(known -> {
      known.mayBeGone = true;
      known.history.add("deletion of " + path + "?");
    });
    try {
      api.delete(path + query);
      acknowledged.incrementAndGet();
      all.forEach(known -> {
        known.deletedAs = path;
        known.history.add("acknowledged");
      });
    } catch (ApiFailure e) {
      if (e.status() != 0) {
        all.forEach(known -> known.mayBeGone = false);
      }
      throw e;
    }
  }

  /**
   * Looks whether the service that was started again knows everything that was acknowledged, and
   * brings it to its end. A listener that is deleted with its load balancer shows no sign of its
   * own before it is gone, so what is looked at first is what was asked to go.
   */
  void check() throws InterruptedException {
    // As they were made: a load balancer is at its end before its listeners are looked at.
    List<Map.Entry<String, Known>> all = List.copyOf(objects.entrySet());
    for (Map.Entry<String, Known> each : all) {
      String path = each.getKey();
      Known known = each.getValue();
      if (!known.deletedAs.isEmpty()) {
        assertThat(status(known.deletedAs))
            .as("%s: %s, it is %s", path, known.history, status(path))
            .isIn("", "PENDING_DELETE");
      } else if (!known.mayBeGone) {
        JsonNode found = api.get(path).path(known.kind); // fails if it is not there
        assertThat(found.path("name").asString())
            .as("%s: %s", path, known.history)
            .isIn(known.names);
      }
    }
    for (Map.Entry<String, Known> each : all) {
      String path = each.getKey();
      Known known = each.getValue();
      String end =
          Await.value(
              path + " comes to its end; " + known.history,
              () -> status(path),
              status -> isEnd(status, known));
      if (end.isEmpty()) {
        objects.remove(path);
      } else {
        known.mayBeGone = false;
        String settled = api.get(path).path(known.kind).path("name").asString();
        assertThat(settled).as("%s: %s", path, known.history).isIn(known.names);
        known.names.retainAll(Set.of(settled));
        known.history.add(settled + " found");
      }
    }
  }

  private static boolean isEnd(String status, Known known) {
    if (status.isEmpty()) {
      return known.mayBeGone;
    }
    return status.equals("ACTIVE") && known.deletedAs.isEmpty();
  }

  /** The provisioning status; empty if there is no such object. */
  private String status(String path) throws InterruptedException {
    try {
      return api.get(path)
          .path(path.startsWith(LISTENERS) ? "listener" : "loadbalancer")
          .path("provisioning_status")
          .asString();
    } catch (ApiFailure e) {
      if (e.status() == 404) {
        return "";
      }
      throw e;
    }
  }

  private List<String> of(String collection) {
    return objects.entrySet().stream()
        .filter(each -> each.getKey().startsWith(collection))
        .filter(each -> !each.getValue().mayBeGone)
        .map(Map.Entry::getKey)
        .toList();
  }

  private String newName() {
    made++;
    return name + "-" + made;
  }
}
