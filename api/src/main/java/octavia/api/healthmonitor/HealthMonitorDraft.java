package octavia.api.healthmonitor;

import java.util.ArrayList;
import java.util.List;
import octavia.api.body.Attributes;
import octavia.api.body.Body;
import octavia.api.body.Given;
import octavia.http.Request;
import octavia.model.HealthMonitorType;
import org.jspecify.annotations.Nullable;

/**
 * A health monitor to be created, alone or in a tree.
 *
 * @param poolId null in a tree, where it stands in its pool
 */
public record HealthMonitorDraft(
    @Nullable HealthMonitorType type, @Nullable String poolId, HealthMonitorFields fields) {
  /** What a health monitor in a tree may say, in the API's order. */
  public static final List<String> IN_TREE = inTree();

  private static final List<String> ALONE = alone();

  static HealthMonitorDraft read(Request request) {
    return Body.read(
        request,
        HealthMonitorFields.ARGUMENT,
        "healthmonitor",
        ALONE,
        body -> {
          Given<String> poolId = body.required().uuid("pool_id");
          body.project(); // checked and ignored: a monitor belongs to its pool's project
          return new HealthMonitorDraft(
              type(body), poolId.orNull(), HealthMonitorFields.read(body, true));
        });
  }

  /** Reads one out of a tree. */
  public static HealthMonitorDraft read(Attributes body) {
    return new HealthMonitorDraft(type(body), null, HealthMonitorFields.read(body, true));
  }

  private static @Nullable HealthMonitorType type(Attributes body) {
    return body.required()
        .choice("type", HealthMonitorType.values(), HealthMonitorType::wire)
        .orNull();
  }

  private static List<String> inTree() {
    List<String> inTree = new ArrayList<>(HealthMonitorFields.UPDATE);
    inTree.add(inTree.indexOf("delay"), "type");
    return List.copyOf(inTree);
  }

  private static List<String> alone() {
    List<String> alone = new ArrayList<>(IN_TREE);
    alone.addAll(alone.indexOf("tags"), List.of("project_id", "pool_id"));
    alone.add("tenant_id");
    return List.copyOf(alone);
  }
}
