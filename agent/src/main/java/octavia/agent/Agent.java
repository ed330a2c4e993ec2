package octavia.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import octavia.agent.exec.Commands;
import octavia.agent.exec.Namespace;
import octavia.agent.haproxy.Haproxies;
import octavia.agent.haproxy.HaproxyRoutes;
import octavia.agent.heartbeat.Counters;
import octavia.agent.heartbeat.HeartbeatSender;
import octavia.agent.info.InfoRoutes;
import octavia.agent.network.NetworkPlug;
import octavia.agent.network.NetworkRoutes;
import octavia.amphora.conf.AgentConf;
import octavia.amphora.heartbeat.HeartbeatCodec;
import octavia.config.ConfigException;
import octavia.http.HttpServer;
import octavia.http.JdkHttpServer;
import octavia.http.Request;
import octavia.http.Response;
import octavia.http.Router;
import octavia.http.ServerTls;

/**
 * The agent of one amphora: who gets what, and the order in which it starts and stops. What it
 * started outside itself (HAProxy, addresses) stays when it stops, and is found again.
 */
public final class Agent implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Agent.class.getName());

  /** Shorter than controllers wait for an answer, so that they learn what took so long. */
  private static final Duration CHILD_LIMIT = Duration.ofSeconds(15);

  /** A configuration of some ten thousand members. */
  private static final int MAX_BODY = 4 << 20;

  private final Haproxies haproxies;
  private final HeartbeatSender heartbeats;
  private final JdkHttpServer server;

  private Agent(Haproxies haproxies, HeartbeatSender heartbeats, JdkHttpServer server) {
    this.haproxies = haproxies;
    this.heartbeats = heartbeats;
    this.server = server;
  }

  /**
   * Serves the API and sends heartbeats until closed.
   *
   * @param file where the configuration was read from; a new one takes its place
   * @param outside the namespace where the amphora's interfaces appear: usually the agent's own
   * @param bootId names this life of the agent in heartbeats
   * @throws IOException if it cannot listen, or its files cannot be read
   */
  public static Agent start(
      AgentConf conf, Path file, Namespace outside, String bootId, InstantSource clock)
      throws IOException {
    Path base = Path.of(conf.basePath()).toAbsolutePath();
    Files.createDirectories(base);
    Namespace inside =
        conf.networkNamespace().isEmpty()
            ? Namespace.OWN
            : Namespace.at(Path.of(conf.networkNamespace()));
    Commands commands = new Commands(CHILD_LIMIT);
    Counters counters = new Counters(base.resolve("stats_counters.json"));
    Nudge nudge = new Nudge();
    Haproxies haproxies =
        new Haproxies(
            new Haproxies.Settings(base, conf.amphoraId(), conf.haproxyCommand(), inside),
            commands,
            counters,
            clock,
            nudge);
    HeartbeatSender heartbeats =
        new HeartbeatSender(
            new HeartbeatSender.Settings(conf.amphoraId(), bootId, conf.bindHost()),
            aim(conf),
            clock,
            haproxies);
    nudge.target = heartbeats::nudge;
    NetworkPlug networks =
        new NetworkPlug(outside, inside, commands, base.resolve("plugged_interfaces"));
    Router.Builder routes = Router.builder().otherwise(Replies::unmatched);
    new InfoRoutes(haproxies, heartbeats::failure, commands, inside, conf.haproxyCommand(), base)
        .register(routes);
    new HaproxyRoutes(haproxies, () -> background("announce", networks::announce)).register(routes);
    new NetworkRoutes(networks).register(routes);
    new ConfigRoutes(
            file,
            conf,
            next -> {
              HeartbeatSender.Aim aim = aim(next);
              return () -> heartbeats.aim(aim);
            })
        .register(routes);
    Router router = routes.build();

    haproxies.start();
    JdkHttpServer server;
    try {
      server =
          JdkHttpServer.start(
              new HttpServer.Settings(
                  conf.bindHost(),
                  conf.bindPort(),
                  MAX_BODY,
                  Optional.of(
                      ServerTls.ofPem(
                          Files.readString(Path.of(conf.agentServerCert())),
                          Files.readString(Path.of(conf.agentServerCa())))),
                  Replies.error(413, "413 Content Too Large")),
              request -> answer(router, request));
    } catch (IOException | RuntimeException e) {
      haproxies.close();
      throw e;
    }
    heartbeats.start();
    background("prepare namespace", networks::prepare);
    return new Agent(haproxies, heartbeats, server);
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  /** Stops serving; HAProxy and addresses stay. */
  @Override
  public void close() {
    server.close();
    heartbeats.close();
    haproxies.close();
  }

  private static Response answer(Router router, Request request) {
    try {
      return router.handle(request);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, request.method() + " " + request.path(), e);
      return Replies.error(500, "500 Internal Server Error");
    }
  }

  /**
   * Where heartbeats go.
   *
   * @throws ConfigException if a controller has no address
   */
  private static HeartbeatSender.Aim aim(AgentConf conf) {
    return new HeartbeatSender.Aim(
        conf.controllers().stream().map(Agent::endpoint).toList(),
        conf.heartbeatInterval(),
        new HeartbeatCodec(conf.heartbeatKey()));
  }

  /** Where {@code address:port} is, an IPv6 address in brackets. */
  private static InetSocketAddress endpoint(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    try {
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      }
      return new InetSocketAddress(
          InetAddress.ofLiteral(host), Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(List.of("controller_ip_port_list: not address:port: " + text));
    }
  }

  private static void background(String name, Runnable work) {
    Thread.ofVirtual()
        .name(name)
        .start(() -> {
          try {
            work.run();
          } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, name + " failed; done again when needed", e);
          }
        });
  }

  /** HAProxy's side tells the heartbeat, which asks HAProxy's side: one of them comes first. */
  private static final class Nudge implements Runnable {
    private volatile Runnable target = () -> {};

    @Override
    public void run() {
      target.run();
    }
  }
}
