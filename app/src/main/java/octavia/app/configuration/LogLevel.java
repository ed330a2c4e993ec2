package octavia.app.configuration;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import octavia.config.Options;
import org.slf4j.LoggerFactory;

/** How much is logged. */
public final class LogLevel {

  private LogLevel() {}

  /** Reads it; returns what makes it so. */
  public static Runnable read(Options options) {
    boolean debug = options.section("DEFAULT").flag("debug", false, "log more, at level DEBUG");
    return () -> set(debug ? Level.DEBUG : Level.INFO);
  }

  private static void set(Level level) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
      logback.getLogger("octavia").setLevel(level);
    }
  }
}
