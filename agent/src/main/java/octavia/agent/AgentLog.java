package octavia.agent;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Where the agent's log lines go: files of bounded size, the oldest replaced. */
final class AgentLog {
  private static final int BYTES = 1 << 20;
  private static final int FILES = 4;

  private AgentLog() {}

  /** Sends all log lines of the process to files in {@code directory}, none to the console. */
  static void start(Path directory) throws IOException {
    Files.createDirectories(directory);
    LogManager.getLogManager().reset();
    FileHandler handler =
        new FileHandler(directory.resolve("agent.%g.log").toString(), BYTES, FILES, true);
    handler.setFormatter(new Lines());
    handler.setEncoding("UTF-8");
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    root.setLevel(Level.INFO);
  }

  /** A line for a record: time in UTC, level, logger, message; then the stack if there is one. */
  private static final class Lines extends Formatter {
    @Override
    public String format(LogRecord record) {
      StringWriter line = new StringWriter();
      line.append(record.getInstant().toString())
          .append(' ')
          .append(record.getLevel().getName())
          .append(' ')
          .append(record.getLoggerName())
          .append(' ')
          .append(formatMessage(record).replace('\n', ' '))
          .append('\n');
      if (record.getThrown() != null) {
        record.getThrown().printStackTrace(new PrintWriter(line, true));
      }
      return line.toString();
    }
  }
}
