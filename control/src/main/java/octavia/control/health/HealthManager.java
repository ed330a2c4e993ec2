package octavia.control.health;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import octavia.amphora.heartbeat.Decoded;
import octavia.amphora.heartbeat.HeartbeatCodec;
import octavia.control.health.Attention.Moment;
import octavia.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives heartbeats and looks for silence. One thread reads the socket and never waits for the
 * database; a second writes what was read, in batches; a third keeps the host up and looks for
 * amphorae to replace.
 */
public final class HealthManager implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HealthManager.class);
  private static final Duration FLUSH_INTERVAL = Duration.ofMillis(250);
  private static final Duration RECEIVE_PAUSE = Duration.ofSeconds(1);
  private static final Duration COMPLAINT_INTERVAL = Duration.ofSeconds(10);
  private static final int RECEIVE_BUFFER = 4 << 20;

  /** Of each thread, before and after it is interrupted. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final HealthSettings settings;
  private final InetAddress address;
  private final HeartbeatCodec codec;
  private final Observations observations;
  private final Replacements replacements;
  private final Sweeper sweeper;
  private final Runnable upkeep;
  private final InstantSource clock;
  private final DatagramSocket socket;
  private final Seldom complaints; // of the receiving thread
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>(); // of who starts and closes

  /**
   * Listens; nothing is read before {@link #start}.
   *
   * @param address of the management network, the only one that is listened on
   * @param upkeep of the host, done first in each round of the check
   * @throws IOException if it cannot be listened on
   */
  public HealthManager(
      HealthSettings settings,
      InetAddress address,
      HeartbeatCodec codec,
      Observations observations,
      Replacements replacements,
      Sweeper sweeper,
      Runnable upkeep,
      InstantSource clock)
      throws IOException {
    this.settings = settings;
    this.address = address;
    this.codec = codec;
    this.observations = observations;
    this.replacements = replacements;
    this.sweeper = sweeper;
    this.upkeep = upkeep;
    this.clock = clock;
    this.complaints = new Seldom(COMPLAINT_INTERVAL, clock);
    try {
      this.socket = new DatagramSocket(new InetSocketAddress(address, settings.bindPort()));
      socket.setReceiveBufferSize(RECEIVE_BUFFER);
    } catch (SocketException e) {
      throw new IOException(
          "cannot listen for heartbeats on "
              + address.getHostAddress()
              + " port "
              + settings.bindPort(),
          e);
    }
  }

  /** Begins to work, on threads of its own. */
  public void start() {
    threads.add(Thread.ofPlatform().name("heartbeats").daemon(true).start(this::receive));
    threads.add(Thread.ofPlatform().name("health-writer").daemon(true).start(this::write));
    threads.add(Thread.ofPlatform().name("health-check").daemon(true).start(this::check));
  }

  @Override
  public void close() {
    closing.countDown();
    socket.close();
    try {
      for (Thread thread : threads) {
        // Interrupted late: H2 closes the file that the interrupted thread reads or writes.
        if (!thread.join(STOP_LIMIT)) {
          thread.interrupt();
          thread.join(STOP_LIMIT);
        }
      }
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void receive() {
    byte[] buffer = new byte[HeartbeatCodec.MAX_DATAGRAM];
    while (!isClosing()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
      } catch (IOException e) {
        if (!isClosing()) {
          LOG.warn("receiving on {} failed: {}", address.getHostAddress(), e.getMessage());
        }
        boolean _ = pause(RECEIVE_PAUSE);
        continue;
      }
      byte[] datagram = Arrays.copyOf(packet.getData(), packet.getLength());
      switch (codec.decode(datagram)) {
        case Decoded.Accepted accepted -> observations.heard(accepted.heartbeat());
        case Decoded.Rejected rejected ->
            // Whoever reaches the port can send it any number of them.
            complaints
                .next()
                .ifPresent(others ->
                    LOG.warn(
                        "a datagram from {} is no heartbeat of ours: {} {} (and {} since the last"
                            + " such line)",
                        packet.getAddress().getHostAddress(),
                        rejected.reason(),
                        rejected.detail(),
                        others));
      }
    }
  }

  private void write() {
    while (pause(FLUSH_INTERVAL)) {
      try {
        observations.flush();
      } catch (StoreException e) {
        LOG.warn("heartbeats wait for the database: {}", e.getMessage());
      } catch (RuntimeException e) {
        LOG.error("writing what heartbeats say failed", e);
      }
    }
  }

  private void check() {
    Attention attention = new Attention(settings);
    do {
      round("keeping the host up", upkeep);
      round("looking for lost amphorae", replacements::replaceLost);
      // At the last moment: what stalls us may be what went before in this round.
      if (attention.isLongEnough(Moment.of(clock.instant()), observations.lastFlush())) {
        round(
            "looking for silent amphorae",
            () -> replacements.replaceSilent(settings.heartbeatTimeout()));
      }
      round("sweeping", sweeper::sweep);
    } while (pause(settings.checkInterval()));
  }

  /** One thing of a round, whose failure is none of the others'. */
  private void round(String what, Runnable work) {
    if (isClosing()) {
      return;
    }
    try {
      work.run();
    } catch (StoreException e) {
      LOG.warn("{} waits for the database: {}", what, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("{} failed, trying again in {}", what, settings.checkInterval(), e);
    }
  }

  /** Returns false if it is time to end. */
  private boolean pause(Duration duration) {
    try {
      return !closing.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
