package octavia.app;

import octavia.app.command.CommandFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Stands here for the help and the refusal of wrong options: the launcher runs the tests itself,
 * because they build the program anew.
 */
@Command(
    name = "test",
    description = {
      "Set up what the tests need and run all of them.",
      "Builds the program, installs missing packages (as root), runs the tests of every part and "
          + "those that drive the program as a user does, and sums up at the end."
    })
final class TestCommand implements Runnable {
  @Option(
      names = "--full",
      description =
          "Also what takes long: a kill of the service at every crossing, not only at a sample.")
  private boolean full;

  @Override
  public void run() {
    throw new CommandFailure(
        "the tests are run by the launcher: ./octavia test" + (full ? " --full" : ""));
  }
}
