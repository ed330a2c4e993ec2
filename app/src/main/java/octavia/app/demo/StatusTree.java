package octavia.app.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** A load balancer's status tree as the rows of a table. */
final class StatusTree {
  private final List<List<String>> rows = new ArrayList<>();
  private final UnaryOperator<String> status;

  private StatusTree(UnaryOperator<String> status) {
    this.status = status;
  }

  /**
   * The rows, with a head.
   *
   * @param loadBalancer as the API's status tree has it
   * @param status how a status is shown
   */
  static List<List<String>> rows(JsonNode loadBalancer, UnaryOperator<String> status) {
    StatusTree tree = new StatusTree(status);
    tree.rows.add(List.of("object", "name", "provisioning", "operating", ""));
    tree.add("load balancer", loadBalancer, "");
    for (JsonNode listener : loadBalancer.path("listeners")) {
      tree.add("  listener", listener, "");
      for (JsonNode pool : listener.path("pools")) {
        tree.add("    pool", pool, "");
        for (JsonNode member : pool.path("members")) {
          tree.add(
              "      member",
              member,
              member.path("address").asString() + ":" + member.path("protocol_port").asInt());
        }
        JsonNode monitor = pool.path("health_monitor");
        if (monitor.isObject()) {
          tree.add("      health monitor", monitor, monitor.path("type").asString());
        }
      }
    }
    return tree.rows;
  }

  /** True if every object of the tree that has an operating status is ONLINE. */
  static boolean isOnline(JsonNode tree) {
    return tree.findValues("operating_status").stream()
        .allMatch(each -> each.asString().equals("ONLINE"));
  }

  private void add(String kind, JsonNode object, String detail) {
    rows.add(
        List.of(
            kind,
            object.path("name").asString(),
            status.apply(object.path("provisioning_status").asString()),
            status.apply(object.path("operating_status").asString()),
            detail));
  }
}
