package octavia.app.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import octavia.app.client.Visitor;
import octavia.app.local.LocalHoldings;
import octavia.app.standalone.Service;
import octavia.app.standalone.ServiceSettings;
import octavia.http.HttpServer;
import octavia.http.Json;
import octavia.http.Request;
import octavia.http.Response;
import octavia.http.Router;
import tools.jackson.databind.JsonNode;

/**
 * As much of a service as the demo sees, on the loopback: an API that makes what it is asked for,
 * ACTIVE with the second look, and a VIP that shares requests between the members.
 */
final class FakeCloud implements Service, LocalHoldings {
  private final List<Visitor> members = new CopyOnWriteArrayList<>();
  private final List<String> happened = new ArrayList<>();
  private final AtomicInteger visits = new AtomicInteger();
  private final AtomicInteger looks = new AtomicInteger();
  private final HttpServer api;
  private final HttpServer vip;
  private int usableMembers = Integer.MAX_VALUE;

  FakeCloud() {
    api =
        server(
            Router.builder()
                .on("GET", "/v2.0/subnets", this::subnets)
                .on("POST", "/v2/lbaas/{collection}", this::create)
                .on("POST", "/v2/lbaas/pools/{pool}/members", this::createMember)
                .on("GET", "/v2/lbaas/loadbalancers/{id}", this::loadBalancer)
                .on("GET", "/v2/lbaas/loadbalancers/{id}/status", this::status)
                .otherwise((request, _) -> Response.text(404, request.path()))
                .build());
    vip = server(this::share);
  }

  private static HttpServer server(octavia.http.Handler handler) {
    try {
      return HttpServer.start(
          new HttpServer.Settings("127.0.0.1", 0, 1 << 16, Optional.empty(), Response.empty(413)),
          handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the VIP listens. */
  int vipPort() {
    return vip.port();
  }

  /** Only so many members are ever asked. */
  FakeCloud withUsableMembers(int count) {
    usableMembers = count;
    return this;
  }

  /** What was started, made and removed, in this order. */
  List<String> happened() {
    return List.copyOf(happened);
  }

  FakeCloud start(ServiceSettings settings) {
    happened.add("start");
    return this;
  }

  @Override
  public URI apiUrl() {
    return URI.create("http://127.0.0.1:" + api.port());
  }

  @Override
  public void close() {
    happened.add("stop");
    api.close();
    vip.close();
  }

  @Override
  public List<Holding> list() {
    return List.of();
  }

  @Override
  public List<Holding> removeAll(Duration patience, Runnable also) {
    happened.add("remove all");
    also.run();
    return List.of();
  }

  private Response subnets(Request request) {
    return Response.json(
        200, Map.of("subnets", List.of(Map.of("id", "s1", "gateway_ip", "127.0.0.1"))));
  }

  private Response create(Request request) {
    JsonNode body = Json.MAPPER.readTree(request.body());
    String kind = body.propertyNames().iterator().next();
    happened.add(kind + " " + body.path(kind).path("name").asString());
    return Response.json(201, Map.of(kind, Map.of("id", kind + "1")));
  }

  private Response createMember(Request request) {
    JsonNode member = Json.MAPPER.readTree(request.body()).path("member");
    members.add(
        new Visitor(member.path("address").asString(), member.path("protocol_port").asInt()));
    return create(request);
  }

  private Response loadBalancer(Request request) {
    boolean pending = looks.getAndIncrement() % 2 == 0;
    return Response.json(
        200,
        Map.of(
            "loadbalancer",
            Map.of(
                "id",
                "loadbalancer1",
                "vip_address",
                "127.0.0.1",
                "provisioning_status",
                pending ? "PENDING_UPDATE" : "ACTIVE")));
  }

  private Response status(Request request) {
    Map<String, Object> tree = object("demo");
    Map<String, Object> listener = object("web");
    Map<String, Object> pool = object("backends");
    Map<String, Object> member = object("web1");
    member.putAll(Map.of("address", "127.0.0.1", "protocol_port", 8081));
    pool.put("members", List.of(member));
    listener.put("pools", List.of(pool));
    tree.put("listeners", List.of(listener));
    return Response.json(200, Map.of("statuses", Map.of("loadbalancer", tree)));
  }

  private static Map<String, Object> object(String name) {
    return new LinkedHashMap<>(
        Map.of("name", name, "provisioning_status", "ACTIVE", "operating_status", "ONLINE"));
  }

  private Response share(Request request) {
    int usable = Math.min(usableMembers, members.size());
    return usable == 0
        ? Response.empty(503)
        : Response.text(
            200, members.get(visits.getAndIncrement() % usable).visit().orElse("nobody"));
  }
}
