package octavia.app.configuration;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import octavia.config.ConfigException;
import octavia.config.IniFile;
import octavia.config.Reloads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP: a running service reads its configuration again. What is wrong is logged, and the service
 * goes on as it was.
 */
public final class HangUp {
  private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

  /** Where the configuration is read from again. */
  @FunctionalInterface
  public interface Source {

    /**
     * Reads it.
     *
     * @throws ConfigException if it cannot be read
     */
    IniFile read();
  }

  private HangUp() {}

  /** From now on, SIGHUP reloads. The JVM calls back on a thread of its own for each signal. */
  public static void reloads(Source source, Reloads reloads) {
    handle(() -> reload(source, reloads));
  }

  /**
   * By reflection, since the compiler warns of the JDK's only class for signals in a way that
   * nothing suppresses.
   */
  private static void handle(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      MethodHandle run =
          lookup.findVirtual(Runnable.class, "run", MethodType.methodType(void.class));
      Object callback =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(run.bindTo(action), 0, signal));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), callback);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK has no sun.misc.Signal", e);
    }
  }

  /** Reads the configuration again and logs what came of it. */
  static void reload(Source source, Reloads reloads) {
    try {
      Reloads.Outcome outcome = reloads.reload(source.read());
      outcome.changed().forEach(sentence -> LOG.info("octavia.conf: {}", sentence));
      outcome
          .waiting()
          .forEach(option ->
              LOG.warn("octavia.conf: {} has changed and counts at the next start", option));
      LOG.info("octavia.conf has been read again");
    } catch (ConfigException e) {
      LOG.error("octavia.conf is wrong, nothing of it has been taken:\n{}", e.getMessage());
    }
  }
}
