package octavia.app.db;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import octavia.app.command.CommandFailure;
import octavia.app.configuration.ConfigFiles;
import octavia.app.configuration.OctaviaConf;
import octavia.app.standalone.ServiceSettings;
import octavia.app.standalone.StandaloneCommand;
import octavia.app.terminal.Terminal;
import octavia.store.DatabaseSettings;
import octavia.store.StoreException;
import octavia.store.schema.Backup;
import octavia.store.schema.Schema;
import octavia.store.schema.SchemaConnection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes, shows, checks and saves the database that octavia.conf names. */
@Command(
    name = "db",
    description = "Make, look at and save the database.",
    synopsisSubcommandLabel = "(upgrade | current | history | check | stamp | backup)",
    subcommands = {
      DbCommand.Upgrade.class,
      DbCommand.Current.class,
      DbCommand.History.class,
      DbCommand.Check.class,
      DbCommand.Stamp.class,
      DbCommand.Save.class
    })
public final class DbCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Called by picocli. */
  @SuppressWarnings("NullAway.Init") // picocli sets the field
  public DbCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do with the database");
  }

  /** The options that all have. */
  static final class Database {
    @Mixin private ConfigFiles configFiles = new ConfigFiles();

    @Option(
        names = "--state-dir",
        paramLabel = "DIR",
        description =
            "Where the embedded database lies, if the configuration names no other (default:"
                + " ${DEFAULT-VALUE}).",
        defaultValue = "/var/lib/octavia-standalone")
    private Path stateDirectory = StandaloneCommand.STATE_DIRECTORY;

    private DatabaseSettings settings() {
      String embedded = ServiceSettings.embeddedDatabase(stateDirectory.toAbsolutePath());
      return OctaviaConf.read(
          configFiles.read(),
          _ -> {}, // what is former or unknown, the service says
          options -> DatabaseSettings.from(options, embedded));
    }

    /** Does {@code work}, and says in a sentence why if it cannot. */
    <T> T with(SchemaConnection.Work<T> work) {
      try {
        return new SchemaConnection(settings(), InstantSource.system()).with(work);
      } catch (StoreException e) {
        throw new CommandFailure(String.valueOf(e.getMessage()), e);
      }
    }
  }

  @Command(
      name = "upgrade",
      description = {
        "Make the tables that are missing: all of them in an empty database, ours beside those that"
            + " Octavia 16 made.",
        "Changes nothing of Octavia's own. May be run again at any time."
      })
  static final class Upgrade implements Runnable {
    @Mixin private Database database = new Database();

    @Override
    public void run() {
      List<String> done = database.with(Schema::upgrade);
      Terminal terminal = Terminal.standard();
      done.forEach(terminal::line);
      terminal.line(done.isEmpty() ? "The database is up to date." : "Done.");
    }
  }

  @Command(name = "current", description = "Show where the database stands.")
  static final class Current implements Runnable {
    @Mixin private Database database = new Database();

    @Override
    public void run() {
      database.with(schema -> {
        Schema.Current current = schema.current();
        Terminal terminal = Terminal.standard();
        terminal.line(
            "Octavia's tables: "
                + current.upstreamRevision().map(each -> "revision " + each).orElse("none")
                + " (wanted: "
                + Schema.UPSTREAM_REVISION
                + ")");
        terminal.line(
            "Our tables: "
                + (current.version() == 0 ? "none" : "version " + current.version())
                + " (wanted: "
                + schema.latest()
                + ")");
        return true;
      });
    }
  }

  @Command(name = "history", description = "Show which steps have been taken, and when.")
  static final class History implements Runnable {
    @Mixin private Database database = new Database();

    @Override
    public void run() {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("version", "step", "taken at"));
      for (Schema.Step step : database.with(Schema::history)) {
        rows.add(
            List.of(Integer.toString(step.version()), step.name(), step.appliedAt().toString()));
      }
      Terminal.standard().table(rows);
    }
  }

  @Command(
      name = "check",
      description =
          "Compare tables, columns, keys and look-up rows with what they should be. Exit status 1"
              + " if something differs.")
  static final class Check implements Callable<Integer> {
    @Mixin private Database database = new Database();

    @Override
    public Integer call() {
      List<String> differences = database.with(Schema::differences);
      Terminal terminal = Terminal.standard();
      differences.forEach(terminal::line);
      if (differences.isEmpty()) {
        terminal.line("The database is as it should be.");
      }
      return differences.isEmpty() ? 0 : 1;
    }
  }

  @Command(
      name = "stamp",
      description =
          "Record that the steps up to a version have been taken, without taking them. For repairs.")
  static final class Stamp implements Runnable {
    @Mixin private Database database = new Database();

    @Parameters(paramLabel = "VERSION", description = "As `db history` shows it; 0 for none.")
    private int version;

    @Override
    public void run() {
      database.with(schema -> {
        schema.stamp(version);
        return true;
      });
    }
  }

  @Command(
      name = "backup",
      description = {
        "Write a logical dump to a file that only its owner may read.",
        "Uses mariadb-dump or pg_dump; the embedded database is dumped while the service is down."
      })
  static final class Save implements Runnable {
    private static final DateTimeFormatter STAMP =
        DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    @Mixin private Database database = new Database();

    @Option(
        names = "--file",
        paramLabel = "FILE",
        description = "Where to (default: octavia-DATE-TIME.sql here). Must not be there yet.")
    private @Nullable Path file;

    @Override
    public void run() {
      Path to =
          file == null
              ? Path.of("octavia-" + STAMP.format(InstantSource.system().instant()) + ".sql")
              : file;
      try {
        new Backup(database.settings()).write(to.toAbsolutePath());
      } catch (StoreException e) {
        throw new CommandFailure(String.valueOf(e.getMessage()), e);
      }
      Terminal.standard().line("Written: " + to);
    }
  }
}
