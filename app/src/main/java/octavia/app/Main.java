package octavia.app;

import java.util.List;
import octavia.app.bench.BenchCommand;
import octavia.app.command.CommandFailure;
import octavia.app.command.Ending;
import octavia.app.configuration.ConfigCommand;
import octavia.app.db.DbCommand;
import octavia.app.demo.DemoCommand;
import octavia.app.identity.OpenrcCommand;
import octavia.app.image.DiskimageCreate;
import octavia.app.image.DiskimageCreateHelp;
import octavia.app.image.ImageCommand;
import octavia.app.local.LocalCommand;
import octavia.app.standalone.ApiCommand;
import octavia.app.standalone.StandaloneCommand;
import octavia.app.standalone.WorkerCommand;
import octavia.app.warmup.WarmUpCommand;
import octavia.config.ConfigException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
    name = "octavia",
    description = "Load balancing as a service, compatible with OpenStack Octavia.",
    subcommands = {
      DemoCommand.class,
      StandaloneCommand.class,
      ApiCommand.class,
      WorkerCommand.class,
      OpenrcCommand.class,
      LocalCommand.class,
      ConfigCommand.class,
      DbCommand.class,
      BenchCommand.class,
      DiskimageCreateHelp.class,
      ImageCommand.class,
      TestCommand.class,
      WarmUpCommand.class
    },
    scope = CommandLine.ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:failed; the message says why", "2:wrong use of the command line"})
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /** Called by picocli. */
  @SuppressWarnings("NullAway.Init") // picocli sets the field
  public Main() {}

  /** Runs the command that the arguments name and exits with its status. */
  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    int status =
        !words.isEmpty() && words.getFirst().equals(DiskimageCreate.NAME)
            ? DiskimageCreate.run(words.subList(1, words.size()))
            : commandLine().execute(arguments);
    Ending.exit(status);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setParameterExceptionHandler(Main::refuse)
        .setExecutionExceptionHandler(Main::failed)
        .setUsageHelpAutoWidth(true);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int refuse(ParameterException refusal, String[] arguments) {
    CommandLine command = refusal.getCommandLine();
    StringBuilder message = new StringBuilder(command.getCommandSpec().qualifiedName());
    message.append(": ").append(refusal.getMessage());
    if (refusal instanceof CommandLine.UnmatchedArgumentException unmatched) {
      unmatched.getSuggestions().stream()
          .findFirst()
          .ifPresent(nearest -> message.append("; did you mean ").append(nearest).append('?'));
    }
    command.getErr().println(message);
    command
        .getErr()
        .println(
            "See ./" + command.getCommandSpec().qualifiedName() + " --help for what there is.");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(
      Exception failure, CommandLine command, CommandLine.@Nullable ParseResult arguments)
      throws Exception {
    if (failure instanceof CommandFailure expected) {
      command.getErr().println("octavia: " + expected.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    if (failure instanceof ConfigException wrong) {
      command.getErr().println("octavia: the configuration is wrong:");
      wrong.errors().forEach(command.getErr()::println);
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw failure;
  }

  /** The version, as the build wrote it into the program. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        "octavia "
            + (version == null ? "(not packaged)" : version)
            + ", on Java "
            + Runtime.version()
      };
    }
  }
}
