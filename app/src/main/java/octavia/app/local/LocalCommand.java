package octavia.app.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import octavia.app.command.Root;
import octavia.app.local.LocalHoldings.Holding;
import octavia.app.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows and removes what the local cloud has on this host. */
@Command(
    name = "local",
    description = "Show or remove what the local cloud has on this host.",
    synopsisSubcommandLabel = "(list | clean)",
    subcommands = {LocalCommand.ListCommand.class, LocalCommand.CleanCommand.class})
public final class LocalCommand implements Runnable {
  /** How long a service that is stopping is waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Spec private CommandSpec spec;

  /** Called by picocli. */
  @SuppressWarnings("NullAway.Init") // picocli sets the field
  public LocalCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say list or clean");
  }

  /** The option that both have. */
  static final class State {
    @Option(
        names = "--state-dir",
        paramLabel = "DIR",
        description = "The state directory that it belongs to (default: ${DEFAULT-VALUE}).",
        defaultValue = "/var/lib/octavia-standalone")
    private Path directory = Path.of("/var/lib/octavia-standalone");

    private LocalHoldings holdings() {
      return LocalHoldings.of(directory.toAbsolutePath());
    }
  }

  @Command(
      name = "list",
      description = "Show the namespaces, bridges, interfaces, processes and containers of ours.")
  static final class ListCommand implements Runnable {
    @Mixin private State state = new State();

    @Override
    public void run() {
      Terminal terminal = Terminal.standard();
      List<Holding> holdings = state.holdings().list();
      if (holdings.isEmpty()) {
        terminal.line("Nothing of " + state.directory + " is on this host.");
        return;
      }
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("kind", "name", "for"));
      for (Holding holding : holdings) {
        rows.add(List.of(holding.kind(), holding.name(), holding.owner()));
      }
      terminal.table(rows);
    }
  }

  @Command(
      name = "clean",
      description = {
        "Remove all that is ours, and only that, also after a kill.",
        "Waits up to 30 s for a service that is stopping."
      })
  static final class CleanCommand implements Runnable {
    @Mixin private State state = new State();

    @Override
    public void run() {
      Root.require("removing namespaces and networks");
      int removed = state.holdings().removeAll(PATIENCE, () -> {}).size();
      Terminal.standard()
          .line(
              removed == 0
                  ? "Nothing of " + state.directory + " is on this host."
                  : "Removed " + removed + (removed == 1 ? " thing." : " things."));
    }
  }
}
