package octavia.agent.info;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import octavia.agent.exec.CommandException;
import octavia.agent.exec.Commands;
import octavia.agent.exec.Namespace;
import octavia.agent.haproxy.Haproxies;
import octavia.amphora.api.AgentDetails;
import octavia.amphora.api.AgentDetails.Traffic;
import octavia.amphora.api.AgentInfo;
import octavia.amphora.api.ApiVersion;
import octavia.http.Request;
import octavia.http.Response;
import octavia.http.Router;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The routes that say who the agent is and how its machine does. */
public final class InfoRoutes {
  private static final Path PROC = Path.of("/proc");

  private final Haproxies haproxies;
  private final Supplier<Optional<String>> heartbeatFailure;
  private final Commands commands;
  private final Namespace inside;
  private final String haproxyProgram;
  private final Path base;
  private volatile @Nullable String haproxyVersion; // asked once; written by whoever asks first

  /**
   * @param heartbeatFailure why no heartbeats are sent; empty where they are
   * @param inside the namespace whose traffic counts
   * @param base the directory whose disk counts
   */
  public InfoRoutes(
      Haproxies haproxies,
      Supplier<Optional<String>> heartbeatFailure,
      Commands commands,
      Namespace inside,
      String haproxyProgram,
      Path base) {
    this.haproxies = haproxies;
    this.heartbeatFailure = heartbeatFailure;
    this.commands = commands;
    this.inside = inside;
    this.haproxyProgram = haproxyProgram;
    this.base = base;
  }

  public void register(Router.Builder router) {
    router
        .on("GET", "/", _ -> Response.json(200, new ApiVersion(ApiVersion.CURRENT)))
        .on("GET", "/1.0/info", this::info)
        .on("GET", "/1.0/details", this::details);
  }

  private Response info(Request request) {
    return Response.json(
        200, new AgentInfo(hostname(), haproxyVersion(), ApiVersion.CURRENT, "", ""));
  }

  private Response details(Request request) {
    Map<String, Long> memory = memory();
    List<Long> cpu = cpu();
    try {
      return Response.json(
          200,
          new AgentDetails(
              hostname(),
              haproxyVersion(),
              ApiVersion.CURRENT,
              "",
              "",
              networks(),
              haproxies.running() > 0,
              haproxies.running(),
              Runtime.getRuntime().availableProcessors(),
              new AgentDetails.Cpu(
                  cpu.stream().mapToLong(Long::longValue).sum(),
                  cpu.get(0),
                  cpu.get(2),
                  cpu.get(6)),
              new AgentDetails.Memory(
                  memory.getOrDefault("MemTotal", 0L),
                  memory.getOrDefault("MemFree", 0L),
                  memory.getOrDefault("Buffers", 0L),
                  memory.getOrDefault("Cached", 0L),
                  memory.getOrDefault("SwapTotal", 0L) - memory.getOrDefault("SwapFree", 0L),
                  memory.getOrDefault("Shmem", 0L),
                  memory.getOrDefault("Slab", 0L)),
              new AgentDetails.Disk(
                  Files.getFileStore(base).getTotalSpace()
                      - Files.getFileStore(base).getUnallocatedSpace(),
                  Files.getFileStore(base).getUsableSpace()),
              List.of(proc("loadavg").split(" ")).subList(0, 3),
              "SINGLE",
              "OK",
              haproxies.loadBalancers(),
              Map.of(),
              0,
              heartbeatFailure.get().orElse(null)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot ask the disk", e);
    }
  }

  private String haproxyVersion() {
    String version = haproxyVersion;
    if (version == null) {
      try {
        // "HAProxy version 2.6.12-1+deb12u4 2026/10/17 - https://haproxy.org/"
        String[] words = commands.run(List.of(haproxyProgram, "-v")).output().split(" ");
        version = words.length > 2 ? words[2] : "";
      } catch (CommandException e) {
        return ""; // not installed yet, or broken: asked again
      }
      haproxyVersion = version;
    }
    return version;
  }

  private Map<String, Traffic> networks() {
    Map<String, Traffic> networks = new TreeMap<>();
    String json = commands.need(inside.enter("ip", "-json", "-statistics", "link", "show"), "");
    for (JsonNode link : JsonMapper.shared().readTree(json)) {
      String name = link.path("ifname").asString("");
      if (!name.isEmpty() && !name.equals("lo")) {
        JsonNode statistics = link.path("stats64");
        networks.put(
            name,
            new Traffic(
                statistics.path("tx").path("bytes").asLong(0),
                statistics.path("rx").path("bytes").asLong(0)));
      }
    }
    return networks;
  }

  private static String hostname() {
    return proc("sys/kernel/hostname").strip();
  }

  /** Kilobytes by the names of proc(5). */
  private static Map<String, Long> memory() {
    Map<String, Long> memory = new HashMap<>();
    for (String line : proc("meminfo").lines().toList()) {
      String[] words = line.split("[:\\s]+");
      if (words.length > 1 && words[1].matches("[0-9]+")) {
        memory.put(words[0], Long.valueOf(words[1]));
      }
    }
    return memory;
  }

  /** Ticks: user, nice, system, idle, iowait, irq, softirq and more. */
  private static List<Long> cpu() {
    String first = proc("stat").lines().findFirst().orElse("");
    return List.of(first.replaceFirst("cpu\\s+", "").split(" ")).stream()
        .map(Long::valueOf)
        .toList();
  }

  private static String proc(String name) {
    try {
      return Files.readString(PROC.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read /proc/" + name, e);
    }
  }
}
