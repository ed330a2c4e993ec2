package octavia.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.status.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import octavia.app.configuration.LogFile;
import octavia.config.IniFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {
  private static final String CONFIGURATION = "logback.configurationFile";

  @TempDir private Path directory;

  @AfterEach
  void forget() {
    System.clearProperty(CONFIGURATION);
    System.clearProperty("octavia.log");
    System.clearProperty("octavia.log.console");
  }

  @Test
  void aFileOrADirectoryOrBothNameTheLog() {
    assertThat(named("")).isEmpty();
    assertThat(named("log_file = /var/log/octavia/all.log"))
        .contains(Path.of("/var/log/octavia/all.log"));
    assertThat(named("log_dir = /var/log/octavia"))
        .contains(Path.of("/var/log/octavia/octavia-api.log"));
    assertThat(named("log_dir = /var/log/octavia\nlog_file = all.log"))
        .contains(Path.of("/var/log/octavia/all.log"));
    assertThat(named("logdir = /var/log/$project_log\nproject_log = x\nlogfile = /a.log"))
        .contains(Path.of("/a.log"));
  }

  @Test
  void linesAreAddedToTheFile() throws Exception {
    Path file = Files.createDirectory(directory.resolve("logs")).resolve("octavia-api.log");
    Files.writeString(file, "earlier\n");

    Logs.toFile(file);

    assertThat(logged("first line")).isEmpty();
    assertThat(file).content().startsWith("earlier\n").contains("INFO", "first line");
  }

  @Test
  void aFileThatCannotBeWrittenIsAFailureThatNamesIt() throws Exception {
    Path inTheWay = Files.writeString(directory.resolve("logs"), "");

    assertThatThrownBy(() -> Logs.toFile(inTheWay.resolve("octavia.log")))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(inTheWay + "/octavia.log");
    assertThat(System.getProperty(CONFIGURATION)).isNull();
  }

  @Test
  void aServicesOwnLogIsInItsStateDirectory() throws Exception {
    Logs.toDirectory(directory, Logs.Console.NOTHING);

    assertThat(logged("a line")).isEmpty();
    assertThat(Logs.directory(directory).resolve("octavia.log")).content().contains("a line");
  }

  /** Logs as the configuration that has been chosen says; returns what is wrong with it. */
  private static Optional<Throwable> logged(String line) throws Exception {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(LogsTest.class.getResource("/" + System.getProperty(CONFIGURATION)));
    context.getLogger("octavia.test").info(line);
    context.stop();
    return context.getStatusManager().getCopyOfStatusList().stream()
        .filter(status -> status.getEffectiveLevel() > Status.INFO)
        .<Throwable>map(status -> new AssertionError(status.toString(), status.getThrowable()))
        .findFirst();
  }

  private static Optional<Path> named(String options) {
    return LogFile.of(IniFile.parse("octavia.conf", options), "api");
  }
}
