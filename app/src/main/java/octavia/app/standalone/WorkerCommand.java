package octavia.app.standalone;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a worker until it is told to stop. */
@Command(
    name = "worker",
    description = {
      "Run a worker, one of any number on a shared MariaDB, MySQL or PostgreSQL database.",
      "Runs until Ctrl-C or SIGTERM. It carries out what octavia api records, and takes over from a "
          + "worker that fell silent. Logs go to standard error, or where [DEFAULT] log_file says."
    })
public final class WorkerCommand implements Callable<Integer> {
  @Mixin private RoleOptions options = new RoleOptions();

  @Override
  public Integer call() {
    return options.run(Role.WORKER);
  }
}
