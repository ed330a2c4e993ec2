package octavia.api.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import octavia.api.call.Call;
import octavia.api.call.Routes;
import octavia.api.call.View;
import octavia.api.identity.Caller;
import octavia.cloud.network.Network;
import octavia.cloud.network.NetworkCatalog;
import octavia.cloud.network.Port;
import octavia.cloud.network.Subnet;
import octavia.http.Query;
import octavia.http.Response;

/**
 * Networks, subnets and ports as Neutron shows them, read-only: where there is no Neutron, clients
 * look the names here that people type. Attributes are filters, as far as they are single values.
 */
public final class NetworkApi {
  private static final Set<String> NOT_FILTERS =
      Set.of("fields", "limit", "marker", "page_reverse", "sort_key", "sort_dir");

  private final NetworkCatalog catalog;

  public NetworkApi(NetworkCatalog catalog) {
    this.catalog = catalog;
  }

  /** Adds the routes. */
  public void routes(Routes routes) {
    add(
        routes,
        "network",
        new Source<>(catalog::networks, catalog::network, (_, _) -> true, NetworkApi::view));
    add(
        routes,
        "subnet",
        new Source<>(catalog::subnets, catalog::subnet, (_, _) -> true, NetworkApi::view));
    add(
        routes,
        "port",
        new Source<>(catalog::ports, catalog::port, NetworkApi::isVisible, NetworkApi::view));
  }

  /** Objects of a kind: all, one by its id, who sees it, and how. */
  private record Source<T>(
      Supplier<List<T>> all,
      Function<String, Optional<T>> byId,
      BiPredicate<Caller, T> visible,
      Function<T, View> toView) {

    List<View> views(Caller caller, List<String> ids) {
      List<T> found =
          ids.isEmpty() ? all.get() : ids.stream().map(byId).flatMap(Optional::stream).toList();
      return found.stream().filter(each -> visible.test(caller, each)).map(toView).toList();
    }
  }

  private static void add(Routes routes, String kind, Source<?> objects) {
    routes
        .onVersion("GET", "/" + kind + "s", call -> list(call, kind, objects))
        .onVersion("GET", "/" + kind + "s/{id}", call -> show(call, kind, objects));
  }

  private static Response list(Call call, String kind, Source<?> objects) {
    Query query = call.request().query();
    List<View> shown = new ArrayList<>();
    for (View view : objects.views(call.caller(), query.all("id"))) {
      if (matches(view, query)) {
        shown.add(view.select(query.all("fields")));
      }
    }
    return Response.json(200, Map.of(kind + "s", shown));
  }

  private static Response show(Call call, String kind, Source<?> objects) {
    String id = call.id("id");
    return objects.views(call.caller(), List.of(id)).stream()
        .findFirst()
        .map(view -> Response.json(200, Map.of(kind, view.select(List.of()))))
        .orElseGet(() -> notFound(kind, id));
  }

  private static boolean matches(View view, Query query) {
    for (String name : query.names()) {
      if (NOT_FILTERS.contains(name) || !view.has(name)) {
        continue;
      }
      String value = Objects.toString(view.get(name));
      if (query.all(name).stream().noneMatch(wanted -> wanted.equalsIgnoreCase(value))) {
        return false;
      }
    }
    return true;
  }

  private static Response notFound(String kind, String id) {
    String name = Character.toUpperCase(kind.charAt(0)) + kind.substring(1);
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("type", name + "NotFound");
    error.put("message", name + " " + id + " could not be found.");
    error.put("detail", "");
    return Response.json(404, Map.of("NeutronError", error));
  }

  private static boolean isVisible(Caller caller, Port port) {
    return caller.admin()
        || (port.projectId() != null && port.projectId().equals(caller.projectId()));
  }

  private static View view(Network network) {
    return new View()
        .put("id", network.id())
        .put("name", network.name())
        .put("description", "")
        .put("project_id", "")
        .put("admin_state_up", true)
        .put("status", "ACTIVE")
        .put("shared", true)
        .put("router:external", false)
        .put("port_security_enabled", true)
        .put("mtu", network.mtu())
        .put("subnets", network.subnetIds())
        .put("availability_zones", List.of())
        .put("availability_zone_hints", List.of())
        .put("tags", List.of());
  }

  private static View view(Subnet subnet) {
    return new View()
        .put("id", subnet.id())
        .put("name", subnet.name())
        .put("description", "")
        .put("project_id", "")
        .put("network_id", subnet.networkId())
        .put("cidr", subnet.cidr())
        .put("ip_version", subnet.ipVersion())
        .put("gateway_ip", subnet.gatewayIp())
        .put("enable_dhcp", false)
        .put("dns_nameservers", List.of())
        .put("allocation_pools", List.of())
        .put("host_routes", subnet.hostRoutes().stream().map(NetworkApi::route).toList())
        .put("tags", List.of());
  }

  private static Map<String, String> route(Subnet.HostRoute route) {
    Map<String, String> view = new LinkedHashMap<>();
    view.put("destination", route.destination());
    view.put("nexthop", route.nexthop());
    return view;
  }

  private static View view(Port port) {
    return new View()
        .put("id", port.id())
        .put("name", port.name())
        .put("description", "")
        .put("project_id", port.projectId() == null ? "" : port.projectId())
        .put("network_id", port.networkId())
        .put("device_id", port.deviceId())
        .put("device_owner", port.deviceOwner())
        .put("mac_address", port.macAddress())
        .put("fixed_ips", port.fixedIps().stream().map(NetworkApi::fixedIp).toList())
        .put("admin_state_up", port.adminStateUp())
        .put("status", port.adminStateUp() ? "ACTIVE" : "DOWN")
        .put("security_groups", List.of())
        .put("allowed_address_pairs", List.of())
        .put("tags", List.of());
  }

  private static Map<String, String> fixedIp(Port.FixedIp ip) {
    Map<String, String> view = new LinkedHashMap<>();
    view.put("subnet_id", ip.subnetId());
    view.put("ip_address", ip.ipAddress());
    return view;
  }
}
