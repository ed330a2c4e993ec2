package octavia.app.crossing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import octavia.config.IniFile;
import octavia.model.Crossing;
import org.jspecify.annotations.Nullable;

/**
 * A crossing that writes down what passes, and lets a test stop the process at a point of its
 * choice. It is told by a file, read anew at every crossing, so that a test can set a point while
 * the service runs:
 *
 * <pre>
 * trace = /path    each crossing is added as a line: before or after, space, name
 * stop = before:commit:create-listener:2    the second such crossing after the file was written
 * reached = /path  appears, with the line, when the point is reached
 * </pre>
 *
 * The thread that reaches the point stays there for ever, as does every other thread that comes to
 * a crossing afterwards, so that the test can kill the process exactly there. May be called from
 * any thread; the lock orders the lines.
 */
public final class StoppingCrossing implements Crossing {
  /** Names the file; unset in real life. */
  static final String VARIABLE = "OCTAVIA_CROSSING";

  private final Path file;
  private Orders orders = Orders.NONE; // guarded by this
  private int passed; // guarded by this: times that the point was passed since it was set
  private boolean stopped; // guarded by this

  public StoppingCrossing(Path file) {
    this.file = file;
  }

  /** The crossing that the environment asks for: {@link Crossing#OPEN} unless it names a file. */
  public static Crossing ofEnvironment(Map<String, String> environment) {
    @Nullable String file = environment.get(VARIABLE);
    return file == null || file.isEmpty() ? OPEN : new StoppingCrossing(Path.of(file));
  }

  @Override
  public void before(String name) {
    pass("before", name);
  }

  @Override
  public void after(String name) {
    pass("after", name);
  }

  private void pass(String side, String name) {
    if (isStop(side, name)) {
      while (true) {
        LockSupport.park(this);
      }
    }
  }

  private synchronized boolean isStop(String side, String name) {
    if (stopped) {
      return true;
    }
    Orders read = Orders.read(file);
    if (!read.equals(orders)) {
      orders = read;
      passed = 0;
    }
    String line = side + " " + name + "\n";
    if (!orders.trace().isEmpty()) {
      append(Path.of(orders.trace()), line);
    }
    int last = orders.stop().lastIndexOf(':');
    if (last < 0 || !orders.stop().substring(0, last).equals(side + ":" + name)) {
      return false;
    }
    passed++;
    if (passed < Integer.parseInt(orders.stop().substring(last + 1))) {
      return false;
    }
    stopped = true;
    replace(Path.of(orders.reached()), line);
    return true;
  }

  private static void append(Path path, String line) {
    try {
      Files.writeString(path, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void replace(Path path, String line) {
    try {
      Path written = path.resolveSibling(path.getFileName() + ".new");
      Files.writeString(written, line);
      Files.move(written, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the file says; an empty text where it says nothing. */
  private record Orders(String trace, String stop, String reached) {
    static final Orders NONE = new Orders("", "", "");

    static Orders read(Path file) {
      if (!Files.exists(file)) {
        return NONE;
      }
      Map<String, List<String>> options = IniFile.read(List.of(file)).section("DEFAULT");
      return new Orders(last(options, "trace"), last(options, "stop"), last(options, "reached"));
    }

    private static String last(Map<String, List<String>> options, String name) {
      return options.getOrDefault(name, List.of("")).getLast();
    }
  }
}
