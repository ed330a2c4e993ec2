package octavia.app.bench;

import java.util.concurrent.Callable;
import octavia.app.command.CommandFailure;
import octavia.app.command.Ending;
import octavia.app.command.Logs;
import octavia.app.command.Root;
import octavia.app.local.LocalHoldings;
import octavia.app.standalone.Footprint;
import octavia.app.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the program as a user meets it. */
@Command(
    name = "bench",
    description = "Measure the program on this machine.",
    synopsisSubcommandLabel = "lifecycle|api",
    subcommands = {BenchCommand.Lifecycle.class, ApiBenchCommand.class})
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Called by picocli. */
  @SuppressWarnings("NullAway.Init") // picocli sets the field
  public BenchCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to measure: lifecycle or api");
  }

  @Command(
      name = "lifecycle",
      description = {
        "Measure a load balancer's life and what it costs.",
        "Times of creation until the first byte of a web server, of a change, of deletion until "
            + "nothing is left, of the service's start-up; memory of the service and of an "
            + "amphora. Runs a service of its own, beside whatever else runs here. Needs root."
      })
  static final class Lifecycle implements Callable<Integer> {
    @Option(
        names = "--rounds",
        paramLabel = "N",
        description = "How often each thing is measured (default: ${DEFAULT-VALUE}).",
        defaultValue = "20")
    private int rounds = 20;

    @Option(names = "--markdown", description = "Print tables as docs/performance.md has them.")
    private boolean markdown;

    @Override
    public Integer call() {
      Root.require("making networks and namespaces");
      if (rounds < 1) {
        throw new CommandFailure("--rounds is at least 1.");
      }
      Logs.toDirectory(Footprint.BENCH.stateDirectory(), Logs.Console.WARNINGS);
      LifecycleBench bench =
          new LifecycleBench(
              Footprint.BENCH,
              LocalHoldings.of(Footprint.BENCH.stateDirectory()),
              new Report(Terminal.standard(), markdown),
              rounds);
      return Ending.work(bench::run, bench::cleanUp, 1);
    }
  }
}
