package octavia.app.standalone;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the API until it is told to stop. */
@Command(
    name = "api",
    description = {
      "Run the API, one of any number on a shared MariaDB, MySQL or PostgreSQL database.",
      "Runs until Ctrl-C or SIGTERM; SIGHUP has it read its configuration again. It only records "
          + "what is wanted: octavia worker carries it out. Logs go to standard error, or where [DEFAULT] log_file says."
    })
public final class ApiCommand implements Callable<Integer> {
  @Mixin private RoleOptions options = new RoleOptions();

  @Override
  public Integer call() {
    return options.run(Role.API);
  }
}
