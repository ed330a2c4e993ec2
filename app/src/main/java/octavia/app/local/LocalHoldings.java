package octavia.app.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What the local cloud holds on this host for one state directory. */
public interface LocalHoldings {

  /**
   * One thing.
   *
   * @param kind such as {@code namespace}, {@code bridge} or {@code process}
   * @param name as the operating system knows it
   * @param owner what it is for, such as {@code amphora <id>} or {@code network demo}
   */
  record Holding(String kind, String name, String owner) {}

  /** The holdings of a state directory. */
  static LocalHoldings of(Path stateDirectory) {
    return new StateDirectoryHoldings(stateDirectory);
  }

  /** Everything there is, by kind and name. */
  List<Holding> list();

  /**
   * Removes all and only that. Waits for a service of that state directory that is stopping.
   *
   * @param also done afterwards, while still no service can start there
   * @return what was removed
   * @throws octavia.app.command.CommandFailure if a service still runs there after {@code patience}
   */
  List<Holding> removeAll(Duration patience, Runnable also);
}
