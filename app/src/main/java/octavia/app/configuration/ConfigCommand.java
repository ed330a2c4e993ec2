package octavia.app.configuration;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import octavia.api.settings.ApiSettings;
import octavia.app.configuration.Reference.Format;
import octavia.app.standalone.Role;
import octavia.app.standalone.StandaloneOptions;
import octavia.config.Catalogue;
import octavia.config.ConfigException;
import octavia.config.Options;
import octavia.control.amphora.AmphoraSettings;
import octavia.control.reconcile.ReconcilerSettings;
import octavia.store.DatabaseSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells and checks options. */
@Command(
    name = "config",
    description = "Show every option of octavia.conf, or check a file.",
    synopsisSubcommandLabel = "(reference | check)",
    subcommands = {ConfigCommand.ReferenceCommand.class, ConfigCommand.CheckCommand.class})
public final class ConfigCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Called by picocli. */
  @SuppressWarnings("NullAway.Init") // picocli sets the field
  public ConfigCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say reference or check");
  }

  @Command(
      name = "reference",
      description = {
        "Show every option: its type, its default, what it means, whether a running service takes "
            + "it anew, and whether it has an effect yet.",
        "Defaults are those of octavia standalone."
      })
  static final class ReferenceCommand implements Runnable {
    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description = "How to write it: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
        defaultValue = "text",
        converter = FormatConverter.class,
        completionCandidates = FormatConverter.class)
    private Format format = Format.TEXT;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the field
    ReferenceCommand() {}

    @Override
    public void run() {
      PrintWriter out = spec.commandLine().getOut();
      out.print(Reference.of(Catalogue.load(), StandaloneOptions.declared()).written(format));
      out.flush();
    }
  }

  @Command(
      name = "check",
      description = "Check a configuration: say what is wrong, former or unknown in it.",
      exitCodeList = {
        "0:nothing in it is wrong by itself; there may be warnings",
        "1:something is wrong in it",
        "2:wrong use of the command line"
      })
  static final class CheckCommand implements Callable<Integer> {
    @Mixin private ConfigFiles files = new ConfigFiles();
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the field
    CheckCommand() {}

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      try {
        List<String> warnings = new ArrayList<>();
        boolean _ = OctaviaConf.read(files.read(), warnings::add, CheckCommand::readAll);
        warnings.forEach(warning -> out.println("warning: " + warning));
        out.println(
            warnings.isEmpty() ? "nothing is wrong" : "nothing is wrong; warnings are above");
        return 0;
      } catch (ConfigException e) {
        e.errors().forEach(error -> out.println("error: " + error));
        return 1;
      } finally {
        out.flush();
      }
    }

    /** What every role reads alike. */
    private static boolean readAll(Options options) {
      LogLevel.read(options);
      LogFile.read(options, "api");
      ApiSettings.from(options, Role.API.changeDeadline());
      ReconcilerSettings.from(options);
      AmphoraSettings.from(options, AmphoraSettings.USUAL_BOOT_LIMIT);
      DatabaseSettings.from(options, "jdbc:h2:mem:check");
      options.alsoKnown(StandaloneOptions.declared());
      return true;
    }
  }
}
