package octavia.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import octavia.agent.exec.Namespace;
import octavia.amphora.conf.AgentConf;
import octavia.config.ConfigException;
import octavia.config.IniFile;
import octavia.http.JdkHttpServer;

/**
 * The agent's command: {@code --config-file FILE} serves until it is told to end; {@code --warm-up
 * DIR} serves itself for a moment, so that the Java machine can record what a start needs.
 */
public final class Main {
  private static final String USAGE =
      "usage: octavia-agent --config-file FILE | --warm-up DIRECTORY";

  private Main() {}

  /** Exits 0 when ended, 1 if it cannot start, 2 if it was called wrongly. */
  public static void main(String[] arguments) throws InterruptedException {
    JdkHttpServer.limits();
    if (arguments.length == 0) {
      serve(Path.of(AgentConf.FILE));
    } else if (arguments.length == 2 && arguments[0].equals("--config-file")) {
      serve(Path.of(arguments[1]));
    } else if (arguments.length == 2 && arguments[0].equals("--warm-up")) {
      WarmUp.run(Path.of(arguments[1]));
    } else {
      System.err.println(USAGE);
      System.exit(2);
    }
  }

  private static void serve(Path file) throws InterruptedException {
    try {
      AgentConf conf = AgentFile.read(IniFile.read(List.of(file)));
      AgentLog.start(Path.of(conf.logDirectory().orElseGet(() -> conf.basePath() + "/log")));
      Agent agent =
          Agent.start(conf, file, Namespace.OWN, UUID.randomUUID().toString(), Clock.systemUTC());
      Runtime.getRuntime().addShutdownHook(new Thread(agent::close, "shutdown"));
      System.out.println(
          "agent of amphora "
              + conf.amphoraId()
              + " listens on "
              + conf.bindHost()
              + " port "
              + agent.port());
      Thread.currentThread().join();
    } catch (ConfigException | IOException | IllegalArgumentException e) {
      System.err.println("octavia-agent cannot start: " + e.getMessage());
      System.exit(1);
    }
  }
}
