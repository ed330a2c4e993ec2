package octavia.amphora.haproxy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import octavia.amphora.haproxy.HaproxyText.Line;
import octavia.model.Graph;
import octavia.model.HealthMonitor;
import octavia.model.HealthMonitorType;
import octavia.model.L7Policy;
import octavia.model.L7Rule;
import octavia.model.Listener;
import octavia.model.ListenerProtocol;
import octavia.model.Member;
import octavia.model.Pool;
import octavia.model.PoolProtocol;
import octavia.model.SessionPersistence;
import org.jspecify.annotations.Nullable;

/**
 * A load balancer's graph to the configuration of its HAProxy, one process for each load balancer.
 * The same graph gives the same text. Frontends are named by their listener, backends {@code
 * pool:listener}, servers by their member, so that statistics lead back to the objects. What is
 * disabled or wanted gone is left out; with nothing left HAProxy runs idle.
 */
public final class HaproxyCompiler {
  /** HAProxy allocates by it; upstream's ceiling. */
  private static final int MAX_CONNECTIONS = 1_000_000;

  private static final int PEER_PORT = 1025;

  /** Seconds; HAProxy refuses more milliseconds than an int has. */
  private static final int MAX_TIMER = Integer.MAX_VALUE / 1000;

  /** HAProxy reads at most 64 words a line. */
  private static final int NETWORKS_PER_LINE = 20;

  private final HaproxySettings settings;

  public HaproxyCompiler(HaproxySettings settings) {
    this.settings = settings;
  }

  /**
   * A configuration and what is not in it.
   *
   * @param uncarried ids of the objects that HAProxy cannot be told, and of each the reason
   */
  public record Compiled(String text, Map<String, String> uncarried) {
    public Compiled {
      uncarried = Map.copyOf(uncarried);
    }
  }

  /**
   * The configuration. An object that HAProxy cannot be told is left out, with what only it leads
   * to, and the rest is carried.
   *
   * @param amphoraId of the amphora that is to run it
   * @param vrrpIp its own address beside the VIP, where stick tables are handed over; empty keeps
   *     them for themselves
   * @throws UncompilableException if the load balancer itself is what HAProxy cannot be told
   */
  public Compiled compile(Graph graph, String amphoraId, Optional<String> vrrpIp) {
    Map<String, String> uncarried = Uncarried.of(graph);
    while (true) {
      Set<String> without = new HashSet<>(graph.deleting());
      without.addAll(uncarried.keySet());
      try {
        String text = new Compilation(graph.deleting(without), amphoraId, vrrpIp).text();
        return new Compiled(text, uncarried);
      } catch (UncompilableException e) {
        if (e.objectId().equals(graph.loadBalancer().id())
            || uncarried.put(e.objectId(), e.reason()) != null) {
          throw e;
        }
      }
    }
  }

  /** The work on one graph. */
  private final class Compilation {
    private final Graph graph;
    private final String amphoraId;
    private final Optional<String> vrrpIp;
    private final String loadBalancerId;
    private final List<Listener> listeners;
    private final HaproxyText out = new HaproxyText();

    Compilation(Graph graph, String amphoraId, Optional<String> vrrpIp) {
      this.graph = graph;
      this.amphoraId = amphoraId;
      this.vrrpIp = vrrpIp;
      this.loadBalancerId = graph.loadBalancer().id();
      this.listeners = listeners();
    }

    String text() {
      about(loadBalancerId, this::global);
      defaults();
      about(loadBalancerId, this::peers);
      for (Listener listener : listeners) {
        about(listener.id(), () -> frontend(listener));
        for (Pool pool : pools(listener)) {
          about(pool.id(), () -> backend(listener, pool));
        }
      }
      return out.toString();
    }

    /** Says which object a value that cannot be written belongs to. */
    private void about(String objectId, Runnable step) {
      try {
        step.run();
      } catch (IllegalArgumentException e) {
        throw new UncompilableException(objectId, Objects.toString(e.getMessage()));
      }
    }

    /** The listeners that HAProxy is to serve. */
    private List<Listener> listeners() {
      if (!graph.loadBalancer().adminStateUp() || graph.isDeleting(loadBalancerId)) {
        return List.of();
      }
      List<Listener> served = new ArrayList<>();
      for (Listener listener : graph.listeners()) {
        if (listener.adminStateUp() && !graph.isDeleting(listener.id())) {
          served.add(listener);
        }
      }
      return served;
    }

    private Optional<Pool> pool(@Nullable String id) {
      return Optional.ofNullable(id)
          .flatMap(graph::pool)
          .filter(pool -> pool.adminStateUp() && !graph.isDeleting(pool.id()));
    }

    /** The default pool, then those that L7 policies send to. */
    private List<Pool> pools(Listener listener) {
      return Stream.concat(
              pool(listener.defaultPoolId()).stream(),
              policies(listener).stream().flatMap(policy -> pool(policy.redirectPoolId()).stream()))
          .distinct()
          .toList();
    }

    /** The L7 policies that do something, by position. */
    private List<L7Policy> policies(Listener listener) {
      return graph.policiesOf(listener.id()).stream()
          .filter(policy -> policy.adminStateUp() && !graph.isDeleting(policy.id()))
          .filter(policy -> !rules(policy).isEmpty())
          .toList();
    }

    private List<L7Rule> rules(L7Policy policy) {
      return graph.rulesOf(policy.id()).stream()
          .filter(rule -> rule.adminStateUp() && !graph.isDeleting(rule.id()))
          .toList();
    }

    private int connectionLimit(Listener listener) {
      return listener.connectionLimit() < 0
          ? settings.defaultConnectionLimit()
          : listener.connectionLimit();
    }

    private void global() {
      String socket = settings.basePath() + "/" + loadBalancerId;
      out.section("global");
      out.line("daemon").end();
      out.line("user", "nobody").end();
      out.line("group", "nogroup").end();
      settings
          .logSocket()
          .ifPresent(log -> {
            out.line("log").text(log).keyword("local0").end();
            out.line("log").text(log).keyword("local1").keyword("notice").end();
          });
      // Anybody in the amphora may ask how it does. Changing it at run time, and taking over its
      // listening sockets at a reload, is for the agent alone.
      out.line("stats", "socket")
          .text(socket + ".sock")
          .keyword("mode")
          .name("0666")
          .keyword("level")
          .keyword("user")
          .end();
      out.line("stats", "socket")
          .text(socket + ".admin.sock")
          .keyword("mode")
          .name("0600")
          .keyword("level")
          .keyword("admin")
          .keyword("expose-fd")
          .keyword("listeners")
          .end();
      out.line("server-state-file")
          .text(settings.basePath() + "/" + loadBalancerId + "/servers-state")
          .end();
      long wanted = listeners.stream().mapToLong(this::connectionLimit).sum();
      out.line("maxconn")
          .number(
              wanted == 0 ? settings.defaultConnectionLimit() : Math.min(wanted, MAX_CONNECTIONS))
          .end();
      // The limit of open files of a small machine is below what the default limit asks for.
      out.line("no", "strict-limits").end();
      out.line("nbthread").number(settings.threads()).end();
    }

    private void defaults() {
      out.section("defaults");
      if (settings.logSocket().isPresent()) {
        out.line("log", "global").end();
      } else {
        out.line("no", "log").end();
      }
      out.line("retries").number(3).end();
      out.line("option", "redispatch").end();
      out.line("option", "splice-request").end();
      out.line("option", "splice-response").end();
      out.line("option", "http-keep-alive").end();
      // Counts a long transfer while it lasts, not when it ends.
      out.line("option", "contstats").end();
    }

    /** Only where a stick table is to be handed over: it opens a port. */
    private void peers() {
      boolean sticky =
          listeners.stream()
              .anyMatch(listener -> pools(listener).stream().anyMatch(p -> table(listener, p)));
      if (vrrpIp.isPresent() && sticky) {
        out.section("peers", peersName());
        out.line("peer").name(PeerName.of(amphoraId)).endpoint(vrrpIp.get(), PEER_PORT).end();
      }
    }

    private String peersName() {
      return loadBalancerId.replace("-", "") + "_peers";
    }

    private void frontend(Listener listener) {
      if (graph.loadBalancer().vip().ipAddress() == null) {
        throw new UncompilableException(loadBalancerId, "the VIP has no address yet");
      }
      out.section("frontend", listener.id());
      out.line("mode").keyword(mode(listener)).end();
      for (String vip : graph.loadBalancer().vip().addresses()) {
        out.line("bind").endpoint(vip, listener.protocolPort()).end();
      }
      out.line("maxconn").number(connectionLimit(listener)).end();
      out.line("timeout", "client").millis(listener.timeouts().clientData()).end();
      if (listener.timeouts().tcpInspect() > 0) {
        out.line("tcp-request", "inspect-delay").millis(listener.timeouts().tcpInspect()).end();
      }
      allowedNetworks(listener);
      insertHeaders(listener);
      if (listener.protocol() == ListenerProtocol.PROMETHEUS) {
        figures();
      }
      switching(listener);
      pool(listener.defaultPoolId())
          .ifPresent(pool -> out.line("default_backend").name(backendName(listener, pool)).end());
    }

    private void allowedNetworks(Listener listener) {
      List<String> networks = listener.allowedCidrs();
      if (networks.isEmpty()) {
        return;
      }
      for (int i = 0; i < networks.size(); i += NETWORKS_PER_LINE) {
        Line line = out.line("acl", "allowed", "src");
        networks
            .subList(i, Math.min(networks.size(), i + NETWORKS_PER_LINE))
            .forEach(line::network);
        line.end();
      }
      out.line("tcp-request", "connection", "reject", "unless", "allowed").end();
    }

    private void insertHeaders(Listener listener) {
      if (!listener.protocol().isHttp()) {
        return;
      }
      if (inserts(listener, "X-Forwarded-For")) {
        out.line("option", "forwardfor").end();
      }
      if (inserts(listener, "X-Forwarded-Port")) {
        out.line("http-request", "set-header").name("X-Forwarded-Port").sample("dst_port").end();
      }
      if (inserts(listener, "X-Forwarded-Proto")) {
        out.line("http-request", "set-header").name("X-Forwarded-Proto").keyword("http").end();
      }
    }

    /** HAProxy's own figures, for Prometheus to fetch. */
    private void figures() {
      out.line("acl", "metrics", "path").text("/metrics").end();
      out.line("http-request", "use-service", "prometheus-exporter", "if", "metrics").end();
      out.line("http-request", "deny", "deny_status").number(404).end();
    }

    /**
     * The L7 policies. Whatever their positions, those that refuse go first, then those that answer
     * with another address, then those that choose a pool; the API promises this order.
     */
    private void switching(Listener listener) {
      List<L7Policy> policies = policies(listener);
      for (L7Policy policy : policies) {
        for (L7Rule rule : rules(policy)) {
          about(rule.id(), () -> L7Text.condition(out, rule));
        }
      }
      for (L7Policy policy : policies) {
        if (policy.action() == L7Policy.Action.REJECT) {
          L7Text.when(out.line("http-request", "deny"), rules(policy)).end();
        }
      }
      for (L7Policy policy : policies) {
        about(policy.id(), () -> L7Text.redirect(out, policy, rules(policy)));
      }
      for (L7Policy policy : policies) {
        if (policy.action() == L7Policy.Action.REDIRECT_TO_POOL) {
          pool(policy.redirectPoolId())
              .ifPresent(pool ->
                  L7Text.when(
                          out.line("use_backend").name(backendName(listener, pool)), rules(policy))
                      .end());
        }
      }
    }

    private static boolean inserts(Listener listener, String header) {
      return "true".equalsIgnoreCase(listener.insertHeaders().get(header));
    }

    private static String mode(Listener listener) {
      return listener.protocol().isHttp() ? "http" : "tcp";
    }

    private static String backendName(Listener listener, Pool pool) {
      return pool.id() + ":" + listener.id();
    }

    private void backend(Listener listener, Pool pool) {
      out.section("backend", backendName(listener, pool));
      // By the listener, not by the pool: a TCP listener may send to an HTTP pool.
      out.line("mode").keyword(mode(listener)).end();
      if (listener.protocol().isHttp()) {
        out.line("http-reuse", "safe").end();
      }
      out.line("balance").keyword(algorithm(pool)).end();
      out.line("fullconn").number(connectionLimit(listener)).end();
      out.line("option", "allbackups").end();
      out.line("timeout", "connect").millis(listener.timeouts().memberConnect()).end();
      out.line("timeout", "server").millis(listener.timeouts().memberData()).end();
      persistence(listener, pool);
      Optional<HealthMonitor> monitor = monitor(pool);
      monitor.ifPresent(m -> about(m.id(), () -> monitor(m)));
      for (Member member : graph.membersOf(pool.id())) {
        if (!graph.isDeleting(member.id())) {
          about(member.id(), () -> server(listener, pool, member, monitor));
        }
      }
    }

    private static String algorithm(Pool pool) {
      return switch (pool.lbAlgorithm()) {
        case ROUND_ROBIN -> "roundrobin";
        case LEAST_CONNECTIONS -> "leastconn";
        case SOURCE_IP -> "source";
        case SOURCE_IP_PORT ->
            throw new UncompilableException(pool.id(), "HAProxy has no SOURCE_IP_PORT");
      };
    }

    /** True if sessions are kept in a table. Cookies exist in HTTP alone. */
    private static boolean table(Listener listener, Pool pool) {
      @Nullable SessionPersistence persistence = pool.sessionPersistence();
      if (persistence == null) {
        return false;
      }
      return switch (persistence.type()) {
        case SOURCE_IP -> true;
        case APP_COOKIE -> listener.protocol().isHttp();
        case HTTP_COOKIE -> false;
      };
    }

    private static boolean insertsCookie(Listener listener, Pool pool) {
      @Nullable SessionPersistence persistence = pool.sessionPersistence();
      return persistence != null
          && persistence.type() == SessionPersistence.Type.HTTP_COOKIE
          && listener.protocol().isHttp();
    }

    private void persistence(Listener listener, Pool pool) {
      @Nullable SessionPersistence persistence = pool.sessionPersistence();
      if (persistence == null) {
        return;
      }
      if (insertsCookie(listener, pool)) {
        out.line("cookie")
            .name("SRV")
            .keyword("insert")
            .keyword("indirect")
            .keyword("nocache")
            .end();
      }
      if (!table(listener, pool)) {
        return;
      }
      Line line = out.line("stick-table", "type");
      if (persistence.type() == SessionPersistence.Type.SOURCE_IP) {
        line.keyword("ipv6");
      } else {
        line.keyword("string").keyword("len").number(64);
      }
      line.keyword("size").name(settings.stickSize());
      if (vrrpIp.isPresent()) {
        line.keyword("peers").name(peersName());
      }
      line.end();
      if (persistence.type() == SessionPersistence.Type.SOURCE_IP) {
        out.line("stick", "on", "src").end();
        return;
      }
      @Nullable String cookie = persistence.cookieName();
      if (cookie == null) {
        throw new IllegalArgumentException("APP_COOKIE without a cookie's name");
      }
      out.line("stick", "store-response").fetch("res.cook", cookie).end();
      out.line("stick", "match").fetch("req.cook", cookie).end();
    }

    private Optional<HealthMonitor> monitor(Pool pool) {
      return graph
          .monitorOf(pool.id())
          .filter(monitor -> monitor.adminStateUp() && !graph.isDeleting(monitor.id()));
    }

    private void monitor(HealthMonitor monitor) {
      // A member that was down stays down over a reload, until a check says otherwise. Without
      // checks nothing would ever say so.
      out.line("load-server-state-from-file", "global").end();
      out.line("timeout", "check").seconds(timer(monitor.timeout())).end();
      switch (monitor.type()) {
        case TCP, TLS_HELLO -> {}
        case HTTP, HTTPS -> httpCheck(monitor);
        case PING, UDP_CONNECT, SCTP ->
            throw new IllegalStateException("left out: " + monitor.type().wire());
      }
    }

    private static long timer(int seconds) {
      return Math.clamp(seconds, 1, MAX_TIMER);
    }

    private void httpCheck(HealthMonitor monitor) {
      Line line =
          out.line("option", "httpchk")
              .text(Objects.requireNonNullElse(monitor.httpMethod(), "GET"))
              .text(Objects.requireNonNullElse(monitor.urlPath(), "/"));
      @Nullable Double version = monitor.httpVersion();
      if (version != null) {
        line.text("HTTP/" + String.format(Locale.ROOT, "%.1f", version));
      }
      line.end();
      @Nullable String domain = monitor.domainName();
      if (domain != null && !domain.isEmpty()) {
        out.line("http-check", "send", "hdr").name("Host").logFormatText(domain).end();
      }
      out.line("http-check", "expect", "rstatus").text(codes(monitor)).end();
    }

    /** A regular expression of the codes; they come as a list or as a range. */
    private static String codes(HealthMonitor monitor) {
      String expected = Objects.requireNonNullElse(monitor.expectedCodes(), "200").strip();
      if (expected.matches("[0-9]{3}-[0-9]{3}")) {
        int first = Integer.parseInt(expected.substring(0, 3));
        int last = Integer.parseInt(expected.substring(4));
        return IntStream.rangeClosed(Math.min(first, last), Math.max(first, last))
            .mapToObj(Integer::toString)
            .collect(Collectors.joining("|"));
      }
      if (expected.matches("[0-9]{3}(\\s*,\\s*[0-9]{3})*")) {
        return expected.replaceAll("\\s*,\\s*", "|");
      }
      throw new IllegalArgumentException("expected codes are neither a list nor a range");
    }

    private void server(
        Listener listener, Pool pool, Member member, Optional<HealthMonitor> monitor) {
      Line line =
          out.line("server")
              .name(member.id())
              .endpoint(member.address(), member.protocolPort())
              .keyword("weight")
              .number(member.weight());
      if (pool.protocol() == PoolProtocol.PROXY) {
        line.keyword("send-proxy");
      } else if (pool.protocol() == PoolProtocol.PROXYV2) {
        line.keyword("send-proxy-v2");
      }
      monitor.ifPresent(m -> check(line, m, member));
      if (insertsCookie(listener, pool)) {
        line.keyword("cookie").name(member.id());
      }
      if (member.backup()) {
        line.keyword("backup");
      }
      if (!member.adminStateUp()) {
        line.keyword("disabled");
      }
      line.end();
    }

    private static void check(Line line, HealthMonitor monitor, Member member) {
      line.keyword("check");
      if (monitor.type() == HealthMonitorType.HTTPS
          || monitor.type() == HealthMonitorType.TLS_HELLO) {
        line.keyword("check-ssl").keyword("verify").keyword("none");
      }
      line.keyword("inter").seconds(timer(monitor.delay()));
      line.keyword("fall").number(monitor.maxRetriesDown());
      line.keyword("rise").number(monitor.maxRetries());
      @Nullable String address = member.monitorAddress();
      if (address != null) {
        line.keyword("addr").address(address);
      }
      @Nullable Integer port = member.monitorPort();
      if (port != null) {
        line.keyword("port").number(port);
      }
    }
  }
}
