package octavia.app.demo;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import octavia.app.command.Ending;
import octavia.app.command.Logs;
import octavia.app.command.Root;
import octavia.app.local.LocalHoldings;
import octavia.app.standalone.Footprint;
import octavia.app.standalone.Wiring;
import octavia.app.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows a newcomer what this is. */
@Command(
    name = "demo",
    description = {
      "Make a load balancer that serves traffic, and show what it does.",
      "Starts the service beside whatever else runs here, two web servers, and a load balancer in "
          + "front of them; sends requests to it and shows who answered. Removes everything of its "
          + "own at the end, and what a demo before has left. Needs root, for networks and "
          + "namespaces."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int HTTP_PORT = 80;

  @Option(
      names = "--exit",
      description =
          "End when the requests were answered: status 0 if both web servers answered, 1 if not. "
              + "Without it the demo runs until Ctrl-C, so that you can try things.")
  private boolean exit;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "Where the demo keeps its state (default: ${DEFAULT-VALUE}).",
      defaultValue = "/var/lib/octavia-demo")
  private Path stateDirectory = Footprint.DEMO.stateDirectory();

  @Override
  public Integer call() {
    Root.require("making networks and namespaces");
    Footprint footprint = Footprint.DEMO.in(stateDirectory.toAbsolutePath());
    Logs.toDirectory(footprint.stateDirectory(), Logs.Console.NOTHING);
    Demo demo =
        new Demo(
            footprint,
            LocalHoldings.of(footprint.stateDirectory()),
            Wiring::start,
            Terminal.standard(),
            HTTP_PORT);
    return Ending.work(() -> demo.run(exit), demo::cleanUp, exit ? 1 : 0);
  }
}
