package octavia.agent.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import octavia.amphora.heartbeat.Decoded;
import octavia.amphora.heartbeat.Heartbeat;
import octavia.amphora.heartbeat.Heartbeat.ListenerBeat;
import octavia.amphora.heartbeat.HeartbeatCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Heartbeats without an agent around them. */
@Timeout(60)
final class HeartbeatSenderTest {
  private static final int FAILURES = 3;
  private static final HeartbeatCodec CODEC = new HeartbeatCodec("key");
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /** Of an amphora that carries nothing. */
  private static final Beats NOTHING =
      new Beats() {
        @Override
        public Beat beat() {
          return new Beat(0, Map.of(), Map.of());
        }

        @Override
        public Map<String, ListenerBeat> statistics(Map<String, String> listeners) {
          return Map.of();
        }
      };

  @Test
  void anAddressThatComesLateIsTriedAgainAndTheFailureIsTold() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    CompletableFuture<HeartbeatSender> started = new CompletableFuture<>();
    CompletableFuture<Optional<String>> toldMeanwhile = new CompletableFuture<>();
    HeartbeatSender.Opener opener =
        address -> {
          int number = tries.incrementAndGet();
          if (number == 2) {
            toldMeanwhile.complete(started.join().failure());
          }
          if (number <= FAILURES) {
            throw new BindException("Cannot assign requested address");
          }
          return new DatagramSocket(address);
        };
    try (DatagramSocket controller = new DatagramSocket(LOOPBACK);
        HeartbeatSender sender =
            new HeartbeatSender(
                new HeartbeatSender.Settings("a", "boot", "127.0.0.1"),
                new HeartbeatSender.Aim(
                    List.of((InetSocketAddress) controller.getLocalSocketAddress()),
                    Duration.ofSeconds(1),
                    CODEC),
                InstantSource.fixed(Instant.EPOCH),
                NOTHING,
                opener)) {
      started.complete(sender);
      sender.start();

      assertThat(received(controller).sequence()).isZero();
      assertThat(toldMeanwhile.join())
          .contains("cannot send from 127.0.0.1: Cannot assign requested address");
      assertThat(tries).hasValue(FAILURES + 1);
      assertThat(sender.failure()).isEmpty();
    }
  }

  @Test
  void anAgentThatStopsWaitsForNoAddress() throws Exception {
    CompletableFuture<Boolean> tried = new CompletableFuture<>();
    HeartbeatSender sender =
        new HeartbeatSender(
            new HeartbeatSender.Settings("a", "boot", "127.0.0.1"),
            new HeartbeatSender.Aim(List.of(LOOPBACK), Duration.ofSeconds(1), CODEC),
            InstantSource.fixed(Instant.EPOCH),
            NOTHING,
            _ -> {
              tried.complete(true);
              throw new BindException("none");
            });
    sender.start();
    assertThat(tried.join()).isTrue();

    sender.close();

    assertThat(sender.isAlive()).isFalse();
  }

  private static Heartbeat received(DatagramSocket controller) throws Exception {
    byte[] buffer = new byte[HeartbeatCodec.MAX_DATAGRAM];
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    controller.setSoTimeout(30_000);
    controller.receive(packet);
    if (CODEC.decode(Arrays.copyOf(buffer, packet.getLength()))
        instanceof Decoded.Accepted(Heartbeat heartbeat)) {
      return heartbeat;
    }
    throw new AssertionError("no heartbeat that is understood");
  }
}
