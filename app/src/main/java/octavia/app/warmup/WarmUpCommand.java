package octavia.app.warmup;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import octavia.app.client.ApiClient;
import octavia.app.command.CommandFailure;
import octavia.app.command.Logs;
import octavia.app.standalone.AgentProgram;
import octavia.app.standalone.Service;
import octavia.app.standalone.ServiceSettings;
import octavia.app.standalone.Wiring;
import octavia.cloud.host.FileTree;
import octavia.config.IniFile;
import picocli.CommandLine.Command;

/**
 * What the build lets the program do once, so that the classes of a usual day go into its start-up
 * cache (JEP 514): a service on no-op drivers with a load balancer's whole life, and an agent. The
 * agent's own cache is made by a process of its own beside. Touches nothing but a temporary
 * directory and the loopback, and needs no rights.
 */
@Command(name = "warm-up", hidden = true, description = "Train the start-up caches.")
public final class WarmUpCommand implements Callable<Integer> {
  private static final int AGENT_MINUTES = 3;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("octavia-warm-up", new FileAttribute<?>[0]);
    try {
      Logs.toDirectory(directory, Logs.Console.WARNINGS);
      WarmUpCertificates.write(directory);
      Optional<Process> agent = trainAgent(directory);
      octavia.agent.Main.main(new String[] {"--warm-up", directory.toString()});
      serve(directory);
      if (agent.isPresent()) {
        await(agent.get());
      }
      return 0;
    } finally {
      FileTree.remove(directory);
    }
  }

  /** Starts the agent's training run; nothing where the program is not packaged. */
  private static Optional<Process> trainAgent(Path directory) throws IOException {
    Optional<Path> cache = AgentProgram.cacheOfThisProgram();
    if (cache.isEmpty()) {
      return Optional.empty();
    }
    List<String> line =
        AgentProgram.ofThisProgram()
            .trainingLine(cache.get(), List.of("--warm-up", directory.toString()));
    return Optional.of(new ProcessBuilder(line).redirectErrorStream(true).inheritIO().start());
  }

  private static void await(Process agent) throws InterruptedException {
    if (!agent.waitFor(AGENT_MINUTES, TimeUnit.MINUTES)) {
      agent.destroyForcibly();
      throw new CommandFailure("the agent's training run does not end");
    }
    if (agent.exitValue() != 0) {
      throw new CommandFailure("the agent's training run failed: " + agent.exitValue());
    }
  }

  private static void serve(Path directory) throws IOException, InterruptedException {
    Path state = directory.resolve("service");
    IniFile configuration =
        IniFile.parse(
            "warm-up",
            """
            [api_settings]
            bind_port = 0
            [health_manager]
            bind_port = %d
            [controller_worker]
            compute_driver = compute_noop_driver
            network_driver = network_noop_driver
            amphora_driver = amphora_noop_driver
            """
                .formatted(freePort()));
    try (Service service = Wiring.start(ServiceSettings.of(configuration, state));
        ApiClient api = new ApiClient(service.apiUrl())) {
      UsualDay.live(api);
    }
  }

  private static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
