package octavia.control.health;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import octavia.amphora.heartbeat.Decoded;
import octavia.amphora.heartbeat.HeartbeatCodec;
import octavia.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives heartbeats and looks for silence. One thread reads the socket and never waits for the
 * database; a second writes what was read, in batches; a third looks for amphorae to replace.
 */
public final class HealthManager implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HealthManager.class);
  private static final Duration FLUSH_INTERVAL = Duration.ofMillis(250);
  private static final int RECEIVE_BUFFER = 4 << 20;

  private final HealthSettings settings;
  private final InetAddress address;
  private final HeartbeatCodec codec;
  private final Observations observations;
  private final Replacements replacements;
  private final Sweeper sweeper;
  private final DatagramSocket socket;
  private volatile boolean closing;

  /**
   * Listens; nothing is read before {@link #start}.
   *
   * @param address of the management network, the only one that is listened on
   * @throws IOException if it cannot be listened on
   */
  public HealthManager(
      HealthSettings settings,
      InetAddress address,
      HeartbeatCodec codec,
      Observations observations,
      Replacements replacements,
      Sweeper sweeper)
      throws IOException {
    this.settings = settings;
    this.address = address;
    this.codec = codec;
    this.observations = observations;
    this.replacements = replacements;
    this.sweeper = sweeper;
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
    Thread.ofPlatform().name("heartbeats").daemon(true).start(this::receive);
    Thread.ofPlatform().name("health-writer").daemon(true).start(this::write);
    Thread.ofPlatform().name("health-check").daemon(true).start(this::check);
  }

  @Override
  public void close() {
    closing = true;
    socket.close();
  }

  private void receive() {
    byte[] buffer = new byte[HeartbeatCodec.MAX_DATAGRAM];
    while (!closing) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
      } catch (IOException e) {
        if (!closing) {
          LOG.warn("receiving on {} failed: {}", address.getHostAddress(), e.getMessage());
        }
        continue;
      }
      byte[] datagram = java.util.Arrays.copyOf(packet.getData(), packet.getLength());
      switch (codec.decode(datagram)) {
        case Decoded.Accepted accepted -> observations.heard(accepted.heartbeat());
        case Decoded.Rejected rejected ->
            LOG.warn(
                "a datagram from {} is no heartbeat of ours: {} {}",
                packet.getAddress().getHostAddress(),
                rejected.reason(),
                rejected.detail());
      }
    }
  }

  private void write() {
    while (!closing && pause(FLUSH_INTERVAL)) {
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
    long started = System.nanoTime();
    do {
      try {
        replacements.replaceLost();
        // Whoever was silent only because nobody listened gets the time to be heard.
        if (System.nanoTime() - started >= settings.heartbeatTimeout().toNanos()) {
          replacements.replaceSilent(settings.heartbeatTimeout());
        }
        sweeper.sweep();
      } catch (StoreException e) {
        LOG.warn("looking for lost amphorae waits for the database: {}", e.getMessage());
      } catch (RuntimeException e) {
        LOG.error("looking for lost amphorae failed", e);
      }
    } while (!closing && pause(settings.checkInterval()));
  }

  /** Returns false if the thread was interrupted. */
  private static boolean pause(Duration duration) {
    try {
      TimeUnit.NANOSECONDS.sleep(duration.toNanos());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
