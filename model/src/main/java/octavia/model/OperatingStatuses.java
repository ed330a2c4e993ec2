package octavia.model;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import octavia.model.HealthReport.PoolReport;
import org.jspecify.annotations.Nullable;

/**
 * How an amphora's report becomes operating statuses, lowest first, each lowering what is above it.
 * The rules are upstream's (health manager).
 */
public final class OperatingStatuses {

  private OperatingStatuses() {}

  /**
   * The operating status of every object of {@code graph} that {@code report} says something about,
   * the load balancer's included. An object that is absent keeps the status it has.
   */
  public static Map<String, OperatingStatus> derive(Graph graph, HealthReport report) {
    Map<String, OperatingStatus> statuses = new LinkedHashMap<>();
    LoadBalancer loadBalancer = graph.loadBalancer();
    OperatingStatus whole =
        loadBalancer.adminStateUp() ? OperatingStatus.ONLINE : OperatingStatus.OFFLINE;
    for (Listener listener : graph.listeners()) {
      OperatingStatus status = listenerStatus(loadBalancer, listener, report);
      statuses.put(listener.id(), status);
      whole = lower(whole, status);
    }
    for (Pool pool : graph.pools()) {
      PoolReport poolReport = report.pools().get(pool.id());
      OperatingStatus status = poolStatus(poolReport);
      for (Member member : graph.membersOf(pool.id())) {
        @Nullable OperatingStatus memberStatus = memberStatus(member, poolReport);
        if (memberStatus != null) {
          statuses.put(member.id(), memberStatus);
        }
        if (memberStatus == OperatingStatus.ERROR && status == OperatingStatus.ONLINE) {
          status = OperatingStatus.DEGRADED;
        }
      }
      statuses.put(pool.id(), status);
      whole = lower(whole, status);
    }
    statuses.put(loadBalancer.id(), whole);
    return statuses;
  }

  private static OperatingStatus listenerStatus(
      LoadBalancer loadBalancer, Listener listener, HealthReport report) {
    String reported = report.listeners().get(listener.id());
    if (reported == null) {
      boolean missed =
          listener.adminStateUp()
              && loadBalancer.adminStateUp()
              && loadBalancer.provisioningStatus() == ProvisioningStatus.ACTIVE;
      return missed ? OperatingStatus.ERROR : OperatingStatus.OFFLINE;
    }
    return reported.equals("FULL") ? OperatingStatus.DEGRADED : OperatingStatus.ONLINE;
  }

  private static OperatingStatus poolStatus(@Nullable PoolReport report) {
    if (report == null) {
      return OperatingStatus.OFFLINE;
    }
    return report.status().equals("DOWN") ? OperatingStatus.ERROR : OperatingStatus.ONLINE;
  }

  private static @Nullable OperatingStatus memberStatus(
      Member member, @Nullable PoolReport report) {
    @Nullable String reported = report == null ? null : report.members().get(member.id());
    if (reported == null) {
      return member.operatingStatus() == OperatingStatus.NO_MONITOR
          ? null
          : OperatingStatus.OFFLINE;
    }
    String state = reported.strip().toUpperCase(Locale.ROOT);
    if (state.startsWith("UP")) {
      return OperatingStatus.ONLINE;
    }
    if (state.startsWith("DOWN")) {
      return OperatingStatus.ERROR;
    }
    return switch (state) {
      case "DRAIN" -> OperatingStatus.DRAINING;
      case "MAINT" -> OperatingStatus.OFFLINE;
      case "NO CHECK" -> OperatingStatus.NO_MONITOR;
      default -> null;
    };
  }

  /** What a part's status leaves of the whole's: the load balancer follows its worst part. */
  private static OperatingStatus lower(OperatingStatus whole, OperatingStatus part) {
    if (whole == OperatingStatus.OFFLINE || whole == OperatingStatus.ERROR) {
      return whole;
    }
    return switch (part) {
      case ERROR -> OperatingStatus.ERROR;
      case DEGRADED -> OperatingStatus.DEGRADED;
      case ONLINE, OFFLINE, NO_MONITOR, DRAINING -> whole;
    };
  }
}
