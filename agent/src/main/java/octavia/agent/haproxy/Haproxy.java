package octavia.agent.haproxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import octavia.agent.exec.AtomicFile;
import octavia.agent.exec.CommandException;
import octavia.agent.exec.Commands;
import octavia.agent.exec.Namespace;
import octavia.agent.heartbeat.Counters;
import octavia.amphora.api.HaproxyConfig;
import octavia.model.ListenerStatistics;
import org.jspecify.annotations.Nullable;

/**
 * HAProxy for one load balancer: its configuration, its process, and the processes that a reload
 * left behind to finish their connections. The process survives the agent and is found again.
 *
 * <p>One lock guards everything; handlers and the supervisor take it. None holds it longer than
 * some child processes and answers on HAProxy's socket may take. That can be longer than an amphora
 * may be silent, so the heartbeat does not wait for it.
 */
final class Haproxy {
  private static final System.Logger LOG = System.getLogger(Haproxy.class.getName());
  private static final Duration GLIMPSE = Duration.ofMillis(500);
  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final Duration END = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final HaproxyFiles files;
  private final String program;
  private final String peerName;
  private final Namespace namespace;
  private final Commands commands;
  private final Counters counters;
  private final ReentrantLock lock = new ReentrantLock();

  // All guarded by the lock.
  private Optional<Running> current = Optional.empty();
  private final List<Running> leaving = new ArrayList<>();
  private Instant restartNotBefore = Instant.MIN;
  private Duration pause = Duration.ZERO;

  /** What was observed last; read without the lock. */
  private volatile Optional<ShowStat> observed = Optional.empty();

  /** A process and the conversation with it. */
  private static final class Running {
    private final HaproxyProcess process;
    private @Nullable StatsSession session;

    Running(HaproxyProcess process) {
      this.process = process;
    }
  }

  /** How an upload ended. */
  sealed interface Upload {
    /** Checked and kept. */
    record Kept(String etag) implements Upload {}

    /** HAProxy's check says no. */
    record Refused(String output) implements Upload {}

    /** Another configuration is here than the caller believed. */
    record Conflict() implements Upload {}
  }

  Haproxy(
      HaproxyFiles files,
      String program,
      String peerName,
      Namespace namespace,
      Commands commands,
      Counters counters) {
    this.files = files;
    this.program = program;
    this.peerName = peerName;
    this.namespace = namespace;
    this.commands = commands;
    this.counters = counters;
  }

  /** Finds the process that an earlier life of the agent started. */
  void adopt() {
    lock.lock();
    try {
      if (!Files.exists(files.directory())) {
        return;
      }
      List<HaproxyProcess> processes = HaproxyProcess.of(files.directory());
      Optional<HaproxyProcess> found =
          pidFile()
              .flatMap(pid -> HaproxyProcess.find(files.directory(), pid))
              .or(() -> processes.stream().findFirst());
      current = found.map(Running::new);
      found.ifPresent(process ->
          LOG.log(
              System.Logger.Level.INFO,
              "load balancer {0}: HAProxy runs already, process {1}",
              files.loadBalancerId(),
              Long.toString(process.pid())));
    } finally {
      lock.unlock();
    }
  }

  /** Names in {@link Counters} of the processes that are known to live. */
  List<String> processKeys() {
    lock.lock();
    try {
      return Stream.concat(current.stream(), leaving.stream())
          .map(running -> running.process.key())
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** The configuration that was given last, with the tag of the one that runs. */
  Optional<HaproxyConfig> config() {
    lock.lock();
    try {
      Optional<String> running =
          isRunning() ? read(files.running()).map(HaproxyConfig::etag) : Optional.empty();
      return read(files.config())
          .map(text -> new HaproxyConfig(text, HaproxyConfig.etag(text), running));
    } finally {
      lock.unlock();
    }
  }

  boolean isRunning() {
    lock.lock();
    try {
      return current.filter(running -> running.process.isAlive()).isPresent();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Has HAProxy check a configuration and keeps it for the next start or reload.
   *
   * @param precondition on the tag of the configuration that it replaces
   */
  Upload upload(String text, Predicate<Optional<String>> precondition) {
    lock.lock();
    try {
      Optional<String> held = read(files.config());
      if (held.filter(text::equals).isPresent()) {
        return new Upload.Kept(HaproxyConfig.etag(text)); // said twice, or by two: the same thing
      }
      if (!precondition.test(held.map(HaproxyConfig::etag))) {
        return new Upload.Conflict();
      }
      Files.createDirectories(files.directory());
      if (!Files.exists(files.serversState())) {
        write(files.serversState(), "1\n"); // the format's version, and no server: no warning
      }
      AtomicFile.write(files.unchecked(), text);
      Commands.Result check =
          commands.run(List.of(program, "-c", "-L", peerName, "-f", files.unchecked().toString()));
      if (!check.ok()) {
        move(files.unchecked(), files.refused());
        return new Upload.Refused(complaints(check.output()));
      }
      move(files.unchecked(), files.config());
      Files.deleteIfExists(files.refused());
      return new Upload.Kept(HaproxyConfig.etag(text));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the configuration", e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs the configuration that was given last, unless it runs already.
   *
   * @return false if there is none
   * @throws CommandException if HAProxy does not start
   */
  boolean start() {
    lock.lock();
    try {
      Optional<String> wanted = read(files.config());
      if (wanted.isEmpty()) {
        return false;
      }
      if (!isRunning() || !wanted.equals(read(files.running()))) {
        activate(wanted.get());
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs the configuration that was given last, in a new process that takes over the listening
   * sockets. If that does not start, the old one goes on and its configuration is the one held.
   *
   * @return false if there is none
   * @throws CommandException if HAProxy does not start
   */
  boolean reload() {
    lock.lock();
    try {
      Optional<String> wanted = read(files.config());
      wanted.ifPresent(this::activate);
      return wanted.isPresent();
    } finally {
      lock.unlock();
    }
  }

  /** Stops HAProxy, and keeps it stopped. */
  void stop() {
    lock.lock();
    try {
      Files.deleteIfExists(files.running());
      end(HaproxyProcess.of(files.directory()));
      Stream.concat(current.stream(), leaving.stream()).forEach(this::settle);
      current = Optional.empty();
      leaving.clear();
      Files.deleteIfExists(files.pid());
      Files.deleteIfExists(files.socket());
      Files.deleteIfExists(files.adminSocket());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot stop HAProxy", e);
    } finally {
      lock.unlock();
    }
  }

  /** Stops HAProxy and removes all that belongs to the load balancer. */
  void delete() {
    lock.lock();
    try {
      stop();
      if (Files.exists(files.directory())) {
        try (Stream<Path> below = Files.walk(files.directory())) {
          for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
            Files.deleteIfExists(path);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove the load balancer's files", e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Starts HAProxy again if it died, with the last good configuration: at once the first time, then
   * after growing pauses.
   *
   * @return true if it was started
   */
  boolean supervise(Instant now) {
    lock.lock();
    try {
      if (isRunning()) {
        if (!pause.isZero() && now.isAfter(restartNotBefore.plus(LONGEST_PAUSE))) {
          pause = Duration.ZERO; // it has been well for a while
        }
        return false;
      }
      current.ifPresent(dead -> {
        LOG.log(
            System.Logger.Level.ERROR,
            "load balancer {0}: HAProxy, process {1}, died; it is started again",
            files.loadBalancerId(),
            Long.toString(dead.process.pid()));
        settle(dead);
      });
      current = Optional.empty();
      observed = Optional.empty();
      if (!Files.exists(files.running()) || now.isBefore(restartNotBefore)) {
        return false;
      }
      pause = pause.isZero() ? FIRST_PAUSE : min(pause.multipliedBy(2), LONGEST_PAUSE);
      restartNotBefore = now.plus(pause);
      try {
        current = Optional.of(launch(files.running(), Optional.empty()));
        return true;
      } catch (CommandException e) {
        LOG.log(
            System.Logger.Level.ERROR,
            "load balancer " + files.loadBalancerId() + ": next try in " + pause,
            e);
        return false;
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * What HAProxy says of itself now, or said last while it is being checked, started or reloaded;
   * empty if it does not run or does not answer.
   */
  Optional<ShowStat> observe() {
    try {
      if (!lock.tryLock(GLIMPSE.toNanos(), TimeUnit.NANOSECONDS)) {
        return observed;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return observed;
    }
    try {
      leaving.removeIf(this::isDone);
      observed = isRunning() ? current.flatMap(this::observe) : Optional.empty();
      return observed;
    } finally {
      lock.unlock();
    }
  }

  private void activate(String text) {
    Optional<Running> old = current.filter(running -> running.process.isAlive());
    // What it counted until now; it is asked again until its last connection has ended.
    old.ifPresent(this::observe);
    old.ifPresent(this::saveServersState);
    Running started;
    try {
      started = launch(files.config(), old);
    } catch (CommandException e) {
      old.flatMap(_ -> read(files.running())).ifPresent(good -> fallBackTo(good));
      throw e;
    }
    old.ifPresent(leaving::add);
    current = Optional.of(started);
    pause = Duration.ZERO;
    restartNotBefore = Instant.MIN;
    write(files.running(), text);
  }

  private Running launch(Path config, Optional<Running> old) {
    List<String> command =
        new ArrayList<>(
            List.of(
                program,
                "-D",
                "-L",
                peerName,
                "-f",
                config.toString(),
                "-p",
                files.pid().toString()));
    old.ifPresent(running ->
        command.addAll(
            List.of(
                "-x",
                files.adminSocket().toString(),
                "-sf",
                Long.toString(running.process.pid()))));
    Commands.Result result = commands.run(namespace.enter(command));
    if (!result.ok()) {
      throw new CommandException("HAProxy does not start", complaints(result.output()));
    }
    return pidFile()
        .flatMap(pid -> HaproxyProcess.find(files.directory(), pid))
        .map(Running::new)
        .orElseThrow(() -> new CommandException("HAProxy ended right after its start", ""));
  }

  /** The configuration that did not start is put aside, so that what is held is what runs. */
  private void fallBackTo(String good) {
    move(files.config(), files.refused());
    write(files.config(), good);
  }

  private void saveServersState(Running running) {
    try {
      AtomicFile.write(files.serversState(), session(running).ask("show servers state"));
    } catch (IOException e) {
      // Worth having, not needed: members begin as up and their checks find out.
      LOG.log(System.Logger.Level.WARNING, "the state of members is not kept over the reload", e);
    }
  }

  private Optional<ShowStat> observe(Running running) {
    try {
      ShowStat stat = ShowStat.parse(session(running).ask("show stat"));
      Map<String, ListenerStatistics> counted = new HashMap<>();
      stat.listeners().forEach((id, frontend) -> counted.put(id, frontend.statistics()));
      counters.observe(running.process.key(), counted);
      return Optional.of(stat);
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "load balancer " + files.loadBalancerId() + ": HAProxy does not say how it does",
          e);
      hangUp(running);
      return Optional.empty();
    }
  }

  /** True if a process that was replaced has nothing more to count. */
  private boolean isDone(Running old) {
    boolean done =
        !old.process.isAlive()
            || old.session == null
            || observe(old).filter(stat -> stat.activeConnections() > 0).isEmpty();
    if (done) {
      settle(old);
    }
    return done;
  }

  private void settle(Running running) {
    hangUp(running);
    counters.settle(running.process.key());
  }

  private StatsSession session(Running running) throws IOException {
    StatsSession session = running.session;
    if (session == null) {
      session = StatsSession.open(files.adminSocket(), ANSWER);
      running.session = session;
    }
    return session;
  }

  private static void hangUp(Running running) {
    StatsSession session = running.session;
    running.session = null;
    if (session != null) {
      try {
        session.close();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "closing HAProxy's socket", e);
      }
    }
  }

  private static void end(Collection<HaproxyProcess> processes) {
    processes.forEach(process -> process.kill(false));
    long deadline = System.nanoTime() + END.toNanos();
    for (HaproxyProcess process : processes) {
      while (process.isAlive() && System.nanoTime() < deadline) {
        LockSupport.parkNanos(2_000_000); // not our child: there is nothing to wait on
      }
      process.kill(true);
    }
  }

  /** What HAProxy said, without its version and path in front. */
  private static String complaints(String output) {
    return output
        .lines()
        .filter(line -> !line.startsWith("[NOTICE]"))
        .collect(Collectors.joining("\n"))
        .strip();
  }

  private Optional<Long> pidFile() {
    return read(files.pid())
        .map(String::strip)
        .filter(text -> text.matches("[0-9]{1,9}"))
        .map(Long::valueOf);
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static void write(Path file, String text) {
    try {
      AtomicFile.write(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot move " + from, e);
    }
  }
}
