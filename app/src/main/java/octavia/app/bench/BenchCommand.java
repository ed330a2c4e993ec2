package octavia.app.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the program as a user meets it. */
@Command(
    name = "bench",
    description = "Measure the program on this machine.",
    synopsisSubcommandLabel = "lifecycle")
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Called by picocli. */
  @SuppressWarnings("NullAway.Init") // picocli sets the field
  public BenchCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to measure: lifecycle");
  }
}
