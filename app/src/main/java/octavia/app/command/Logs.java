package octavia.app.command;

import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.LoggerFactory;

/**
 * Where log lines go. To be called before anything logs: Logback reads its configuration with the
 * first logger that is asked for.
 */
public final class Logs {

  /** What of the log is shown on the terminal beside. */
  public enum Console {
    /** Warnings and errors. */
    WARNINGS("WARN"),
    /** Nothing: the command says itself what a person needs to know. */
    NOTHING("OFF");

    private final String level;

    Console(String level) {
      this.level = level;
    }
  }

  private Logs() {}

  /** Lines of level INFO and above go to {@code log/octavia.log} in the directory, rotated. */
  public static void toDirectory(Path stateDirectory, Console console) {
    System.setProperty("octavia.log", directory(stateDirectory).toString());
    System.setProperty("octavia.log.console", console.level);
    configure("logback-service.xml");
  }

  /** Lines of level INFO and above go to standard error, for whoever started the process. */
  public static void toStandardError() {
    configure("logback-role.xml");
  }

  /**
   * Lines of level INFO and above are added to the file.
   *
   * @throws CommandFailure if it cannot be written
   */
  public static void toFile(Path file) {
    Path absolute = file.toAbsolutePath();
    try {
      Files.createDirectories(absolute.getParent());
      Files.newOutputStream(absolute, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
    } catch (IOException e) {
      throw new CommandFailure("the log file " + absolute + " cannot be written: " + e, e);
    }
    System.setProperty("octavia.log", absolute.toString());
    configure("logback-file.xml");
  }

  /** An operator's own file counts more. */
  private static void configure(String file) {
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", file);
    }
  }

  /** Nothing is logged any more, so that the directory can be removed. */
  public static void end() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }

  /** The directory of a state directory's logs. */
  public static Path directory(Path stateDirectory) {
    return stateDirectory.toAbsolutePath().resolve("log");
  }
}
