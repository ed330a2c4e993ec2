package octavia.api.events;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.api.call.Call;
import octavia.api.call.Link;
import octavia.api.call.Routes;
import octavia.api.call.View;
import octavia.api.change.Services;
import octavia.api.error.Faults;
import octavia.api.listing.Page;
import octavia.api.loadbalancer.LoadBalancerApi;
import octavia.http.Response;
import octavia.store.work.Events.Event;

/**
 * The timeline of a load balancer, newest first: what was asked, what was done, and why something
 * failed. Not upstream's. Operators see details that tenants do not.
 */
public final class EventApi {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1000;

  private final Services services;
  private final LoadBalancerApi loadBalancers;

  public EventApi(Services services, LoadBalancerApi loadBalancers) {
    this.services = services;
    this.loadBalancers = loadBalancers;
  }

  /** Adds the routes. */
  public void routes(Routes routes) {
    routes.on("GET", "/loadbalancers/{id}/events", this::list);
  }

  private Response list(Call call) {
    call.allowParameters("limit", "marker");
    int wanted = Page.limit(call.request().query(), DEFAULT_LIMIT, MAX_LIMIT);
    int limit = wanted == 0 ? MAX_LIMIT : wanted;
    Optional<Long> before = call.request().query().first("marker").map(EventApi::marker);
    List<Event> events =
        services
            .store()
            .read(tx ->
                tx.events().page(loadBalancers.find(tx, call, "get_one").id(), before, limit));
    List<View> views = new ArrayList<>();
    events.forEach(event -> views.add(view(event, call.caller().admin())));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("events", views);
    body.put(
        "events_links",
        events.size() < limit
            ? List.of()
            : List.of(
                Link.to(
                    call.linkUrl() + "?limit=" + limit + "&marker=" + events.getLast().id(),
                    "next")));
    return Response.json(200, body);
  }

  private static long marker(String text) {
    if (!text.matches("\\d{1,18}")) {
      throw Faults.invalidMarker(text);
    }
    return Long.parseLong(text);
  }

  private static View view(Event event, boolean forOperator) {
    View view =
        new View()
            .put("id", event.id())
            .time("created_at", event.at())
            .put("code", event.code())
            .put("text", event.text())
            .put("request_id", event.requestId());
    return forOperator ? view.put("detail", event.detail()) : view;
  }
}
