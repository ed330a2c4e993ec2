package octavia.cloud.local.compute;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import octavia.cloud.CloudException;
import octavia.cloud.host.Commands;
import octavia.cloud.host.Processes;

/**
 * The trees of processes of amphorae. What starts a tree, and its first process, have the path of
 * the amphora's {@code init} on their command lines; all others are below and end with it.
 */
public final class AmphoraProcesses {
  private static final Set<String> STARTERS =
      Set.of("setsid", "nsenter", "unshare", "env", "podman", "sh");
  private static final String INIT = "/init";
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration START_POLL = Duration.ofMillis(1);
  private static final int POLLS_PER_LOOK = 50;

  private final String directory;
  private final Commands commands;

  /**
   * Those of one local cloud.
   *
   * @param directory of the amphorae's directories, as the processes were given it
   */
  public AmphoraProcesses(Path directory, Commands commands) {
    this.directory = directory.toString();
    this.commands = commands;
  }

  /** The amphora that each of the processes which start or are a tree's first is of. */
  public Map<Processes.Found, String> all() {
    Map<Processes.Found, String> all = new HashMap<>();
    for (Processes.Found process : Processes.find(words -> amphoraOf(words).isPresent())) {
      amphoraOf(process.words()).ifPresent(id -> all.put(process, id));
    }
    return all;
  }

  /** Ends all trees, and waits for it. */
  public void killAll() {
    Processes.kill(words -> amphoraOf(words).isPresent(), commands.crossing());
  }

  /** The first process of each tree, by the amphora. */
  Map<String, Processes.Found> allFirst() {
    Map<String, Processes.Found> first = new HashMap<>();
    all()
        .forEach((process, id) -> {
          if (process.isInit()) {
            first.put(id, process);
          }
        });
    return first;
  }

  /** The first process of an amphora's tree. */
  Optional<Processes.Found> first(String id) {
    return Processes.find(of(id)).stream().filter(Processes.Found::isInit).findFirst();
  }

  /** Ends an amphora's tree, and waits for it. */
  void kill(String id) {
    Processes.kill(of(id), commands.crossing());
  }

  /**
   * Starts an amphora's tree and waits until it is {@code ready}.
   *
   * @param command with the path of the amphora's {@code init} in it, for a program that has it run
   *     as the first process of a PID namespace
   */
  void start(String id, Home home, List<String> command, BooleanSupplier ready) {
    commands.detach("start-amphora", command, home.startLog());
    awaitStart(id, home, ready);
  }

  private void awaitStart(String id, Home home, BooleanSupplier ready) {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    for (int polls = 1; !ready.getAsBoolean(); polls++) {
      boolean gone = polls % POLLS_PER_LOOK == 0 && Processes.find(of(id)).isEmpty();
      if (gone || System.nanoTime() > deadline) {
        throw new CloudException(
            CloudException.Kind.FAILED,
            "the amphora's processes cannot be started",
            home.complaint());
      }
      try {
        TimeUnit.NANOSECONDS.sleep(START_POLL.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CloudException(
            CloudException.Kind.FAILED, "interrupted while an amphora starts", id, e);
      }
    }
  }

  private Predicate<List<String>> of(String id) {
    return words -> amphoraOf(words).equals(Optional.of(id));
  }

  private Optional<String> amphoraOf(List<String> words) {
    String program = words.getFirst();
    if (!STARTERS.contains(program.substring(program.lastIndexOf('/') + 1))) {
      return Optional.empty(); // somebody looks at our files
    }
    return words.stream()
        .skip(1)
        .filter(word -> word.startsWith(directory + "/") && word.endsWith(INIT))
        .map(word -> word.substring(directory.length() + 1, word.length() - INIT.length()))
        .filter(id -> !id.isEmpty() && id.indexOf('/') < 0)
        .findFirst();
  }
}
