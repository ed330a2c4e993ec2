package octavia.agent.heartbeat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import octavia.agent.heartbeat.Beats.Beat;
import octavia.amphora.heartbeat.Heartbeat;
import octavia.amphora.heartbeat.HeartbeatCodec;

/**
 * Sends a heartbeat at every interval, to the controllers in turn; and one at once when something
 * has changed, so that nobody waits an interval to learn it. Its own virtual thread does all the
 * work; {@link #nudge} may be called from any.
 */
public final class HeartbeatSender implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(HeartbeatSender.class.getName());

  /** Between two looks at what changed by itself. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Between two heartbeats: at most two a second. */
  private static final Duration GAP = Duration.ofMillis(500);

  /** Of the time, looking may take one part in this many: large tables are asked for less often. */
  private static final int SHARE = 50;

  /** A look that is under way when the agent stops. */
  private static final Duration LAST_LOOK = Duration.ofSeconds(3);

  /** Between two tries to open the socket, twice as long each time: an address may come late. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final Settings settings;
  private final InstantSource clock;
  private final Beats beats;
  private final Opener opener;
  private final Semaphore nudges = new Semaphore(0);
  private final Thread thread = Thread.ofVirtual().name("heartbeat").unstarted(this::run);
  private volatile Aim aim; // written by whoever aims anew, read by the heartbeat's thread
  private volatile boolean closed;

  /** Why there is no socket; written by the heartbeat's thread. */
  private volatile Optional<String> failure = Optional.empty();

  /** Opens what heartbeats are sent from. */
  @FunctionalInterface
  interface Opener {
    DatagramSocket open(InetSocketAddress address) throws IOException;
  }

  /**
   * What heartbeats say of their sender.
   *
   * @param bootId this life of the agent
   * @param bindHost the address they are sent from: the management network's
   */
  public record Settings(String amphoraId, String bootId, String bindHost) {}

  /**
   * Where heartbeats go, which may change meanwhile.
   *
   * @param controllers in turn; while there are none, nothing is sent
   * @param codec signs with the key that the controllers know
   */
  public record Aim(List<InetSocketAddress> controllers, Duration interval, HeartbeatCodec codec) {
    public Aim {
      controllers = List.copyOf(controllers);
    }
  }

  public HeartbeatSender(Settings settings, Aim aim, InstantSource clock, Beats beats) {
    this(settings, aim, clock, beats, DatagramSocket::new);
  }

  HeartbeatSender(Settings settings, Aim aim, InstantSource clock, Beats beats, Opener opener) {
    this.settings = settings;
    this.aim = aim;
    this.clock = clock;
    this.beats = beats;
    this.opener = opener;
  }

  /** Begins with a heartbeat at once. */
  public void start() {
    thread.start();
  }

  /** Sends heartbeats there from now on, the first one soon. */
  public void aim(Aim next) {
    aim = next;
    nudge();
  }

  /** Has a heartbeat sent soon. */
  public void nudge() {
    nudges.release();
  }

  /** Why no heartbeats can be sent at the moment; empty where they can. */
  public Optional<String> failure() {
    return failure;
  }

  /** True until it has stopped; for tests. */
  boolean isAlive() {
    return thread.isAlive();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(LAST_LOOK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (DatagramSocket socket = awaitSocket()) {
      long sequence = 0;
      Optional<Beat> told = Optional.empty();
      long due = System.nanoTime();
      while (!closed) {
        long began = System.nanoTime();
        boolean nudged = nudges.drainPermits() > 0;
        Aim current = aim; // after the nudge that tells of a new one
        if (current.controllers().isEmpty()) {
          rest(began, began + LOOK.toNanos(), false);
          continue;
        }
        Optional<Beat> beat = look();
        boolean sends = beat.isPresent() && (nudged || began - due >= 0 || !beat.equals(told));
        if (sends) {
          send(current, socket, sequence++, beat.get());
          told = beat;
          due = began + current.interval().toNanos();
        }
        rest(began, due, sends);
      }
    } catch (InterruptedException e) {
      LOG.log(System.Logger.Level.DEBUG, "heartbeats end");
    }
  }

  /** Tries until there is one: without heartbeats the amphora would be taken for dead. */
  private DatagramSocket awaitSocket() throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        DatagramSocket socket =
            opener.open(new InetSocketAddress(settings.bindHost(), 0)); // may be a name
        if (failure.isPresent()) {
          LOG.log(System.Logger.Level.INFO, "heartbeats are sent from " + settings.bindHost());
          failure = Optional.empty();
        }
        return socket;
      } catch (IOException e) {
        String reason = "cannot send from " + settings.bindHost() + ": " + e.getMessage();
        failure = Optional.of(reason);
        LOG.log(
            System.Logger.Level.ERROR,
            "no heartbeats: " + reason + "; the next try is in " + pause.toMillis() + " ms");
      }
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }
  }

  private Optional<Beat> look() {
    try {
      return Optional.of(beats.beat());
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "heartbeat left out; the next one comes in its time", e);
      return Optional.empty();
    }
  }

  private void send(Aim current, DatagramSocket socket, long sequence, Beat beat) {
    List<InetSocketAddress> controllers = current.controllers();
    InetSocketAddress target = controllers.get((int) (sequence % controllers.size()));
    try {
      byte[] datagram =
          current
              .codec()
              .encode(
                  new Heartbeat(
                      settings.amphoraId(),
                      sequence,
                      Heartbeat.CURRENT,
                      Optional.of(settings.bootId()),
                      Optional.of(clock.instant()),
                      beat.restarts(),
                      beats.statistics(beat.listeners()),
                      beat.pools()));
      socket.send(new DatagramPacket(datagram, datagram.length, target));
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "heartbeat not sent to " + target, e);
    }
  }

  /** Until the next look. A nudge shortens it, unless a heartbeat was sent just now. */
  private void rest(long began, long due, boolean sent) throws InterruptedException {
    long now = System.nanoTime();
    long pause = Math.max(LOOK.toNanos(), (now - began) * SHARE);
    long left = Math.max(0, Math.min(began + pause - now, due - now));
    if (sent) {
      long gap = Math.min(left, GAP.toNanos());
      TimeUnit.NANOSECONDS.sleep(gap);
      left -= gap;
    }
    if (nudges.tryAcquire(left, TimeUnit.NANOSECONDS)) {
      nudges.release();
    }
  }
}
