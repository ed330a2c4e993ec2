package octavia.app.image;

import java.util.List;
import octavia.app.command.CommandFailure;
import octavia.image.plan.CreateOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Stands here for the list of commands: {@link DiskimageCreate} reads its command line itself. */
@Command(
    name = DiskimageCreate.NAME,
    description = "Build the image that amphorae are started from; -h tells its options.")
public final class DiskimageCreateHelp implements Runnable {
  @Unmatched private List<String> arguments = List.of();

  @Override
  public void run() {
    throw new CommandFailure("not read here: " + arguments + "\n" + CreateOptions.help());
  }
}
