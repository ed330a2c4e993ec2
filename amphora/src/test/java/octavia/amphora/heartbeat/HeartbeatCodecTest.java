package octavia.amphora.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import octavia.amphora.heartbeat.Decoded.Accepted;
import octavia.amphora.heartbeat.Decoded.Reason;
import octavia.amphora.heartbeat.Decoded.Rejected;
import octavia.amphora.heartbeat.Heartbeat.ListenerBeat;
import octavia.model.HealthReport;
import octavia.model.HealthReport.PoolReport;
import octavia.model.ListenerStatistics;
import org.junit.jupiter.api.Test;

final class HeartbeatCodecTest {
  private static final HeartbeatCodec CODEC = new HeartbeatCodec("key");
  private static final Heartbeat HEARTBEAT =
      new Heartbeat(
          "amphora",
          7,
          3,
          Optional.of("boot"),
          Optional.of(Instant.parse("2026-11-21T10:00:00.123Z")),
          2,
          Map.of(
              "listener",
              new ListenerBeat(
                  "OPEN",
                  new ListenerStatistics(1, 20, 30, 4, 5),
                  Optional.of(new ListenerStatistics(1, 200, 300, 40, 50)))),
          Map.of("pool:listener", new PoolReport("UP", Map.of("member", "UP 1/3"))));

  @Test
  void readsWhatItWrites() {
    assertThat(CODEC.decode(CODEC.encode(HEARTBEAT))).isEqualTo(new Accepted(HEARTBEAT));
  }

  @Test
  void writesUpstreamsForm() throws Exception {
    byte[] datagram = CODEC.encode(HEARTBEAT);

    byte[] compressed = Arrays.copyOf(datagram, datagram.length - 64);
    String signature = new String(datagram, compressed.length, 64, StandardCharsets.US_ASCII);
    assertThat(signature).isEqualTo(HexFormat.of().formatHex(sign(compressed)));
    assertThat(compressed[0]).isEqualTo((byte) 0x78); // zlib, window of 32 KiB
    assertThat(compressed[1]).isEqualTo((byte) 0xda); // best compression
  }

  @Test
  void readsUpstreamsVersions() throws Exception {
    String third =
        """
        {"id": "a", "seq": 3, "ver": 3,
         "listeners": {"l": {"status": "OPEN",
           "stats": {"tx": 30, "rx": 20, "conns": 1, "totconns": 5, "ereq": 4}}},
         "pools": {"p:l": {"status": "UP", "members": {"m": "no check"}}}}\
        """;
    String first =
        """
        {"id": "a", "seq": 3, "ver": 1,
         "listeners": {"l": {"status": "OPEN",
           "stats": {"tx": 30, "rx": 20, "conns": 1, "totconns": 5, "ereq": 4},
           "pools": {"p": {"status": "UP", "members": {"m": "no check"}}}}}}\
        """;

    for (String body : new String[] {third, third.replace("3,\n", "2,\n"), first}) {
      Heartbeat heartbeat = accepted(signed(body));
      assertThat(heartbeat.listeners())
          .containsEntry(
              "l",
              new ListenerBeat("OPEN", new ListenerStatistics(1, 20, 30, 4, 5), Optional.empty()));
      assertThat(heartbeat.pools())
          .containsEntry("p:l", new PoolReport("UP", Map.of("m", "no check")));
      assertThat(heartbeat.bootId()).isEmpty();
      assertThat(heartbeat.haproxyRestarts()).isZero();
    }
    assertThat(accepted(signed(third)).hasDeltas()).isTrue();
    assertThat(accepted(signed(first)).hasDeltas()).isFalse();
    assertThat(accepted(signed(first.replace("\"ver\": 1,", ""))).version()).isZero();
  }

  @Test
  void acceptsARawDigest() throws Exception {
    byte[] body = deflate("{\"id\":\"a\",\"seq\":0,\"ver\":3,\"listeners\":{},\"pools\":{}}");

    assertThat(CODEC.decode(concat(body, sign(body)))).isInstanceOf(Accepted.class);
  }

  @Test
  void refusesWhatIsNotSignedByItsKey() {
    byte[] datagram = CODEC.encode(HEARTBEAT);
    for (int i = 0; i < datagram.length; i++) {
      byte[] changed = datagram.clone();
      changed[i] ^= 1;
      assertRejected(changed, Reason.FORGED);
    }
    assertThat(new HeartbeatCodec("another").decode(datagram))
        .isInstanceOfSatisfying(
            Rejected.class, r -> assertThat(r.reason()).isEqualTo(Reason.FORGED));
  }

  @Test
  void refusesWhatIsTooLargeOrTooShort() throws Exception {
    byte[] bomb = deflate(" ".repeat(9 << 20) + "{}");

    assertRejected(new byte[HeartbeatCodec.MAX_DATAGRAM + 1], Reason.TOO_LARGE);
    assertRejected(concat(bomb, hex(sign(bomb))), Reason.TOO_LARGE);
    assertRejected(new byte[0], Reason.TOO_SHORT);
    assertRejected(new byte[32], Reason.TOO_SHORT);
  }

  @Test
  void refusesWhatIsSignedButNotUnderstood() throws Exception {
    String[] bodies = {
      "",
      "{",
      "[]",
      "null",
      "{\"id\": 5}",
      "{\"id\": \"a\", \"listeners\": 5}",
      "{\"id\": \"a\", \"listeners\": {\"l\": {\"status\": 1}}}",
      "{\"id\": \"a\", \"listeners\": {\"l\": {\"status\": \"OPEN\", \"stats\": {\"tx\": 1.5}}}}",
      "{\"id\": \"a\", \"seq\": 1e400}",
      "{\"id\": \"a\", \"pools\": {\"p\": {}}}",
      "[".repeat(100_000)
    };
    for (String body : bodies) {
      assertRejected(signed(body), Reason.MALFORMED);
    }
    byte[] plain = "not compressed".getBytes(StandardCharsets.UTF_8);
    assertRejected(concat(plain, hex(sign(plain))), Reason.MALFORMED);
    byte[] cut = Arrays.copyOf(deflate("{\"id\":\"a\"}"), 8);
    assertRejected(concat(cut, hex(sign(cut))), Reason.MALFORMED);
  }

  @Test
  void neverThrows() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      assertThat(CODEC.decode(noise)).as("seed %s", seed).isInstanceOf(Rejected.class);
      assertThat(CODEC.decode(concat(noise, hex(sign(noise)))))
          .as("seed %s", seed)
          .isInstanceOf(Rejected.class);
    }
  }

  @Test
  void aPoolUnderTwoListenersIsSeenAtItsWorst() {
    Heartbeat heartbeat =
        new Heartbeat(
            "amphora",
            0,
            3,
            Optional.empty(),
            Optional.empty(),
            0,
            Map.of(
                "l1", new ListenerBeat("OPEN", ListenerStatistics.ZERO, Optional.empty()),
                "l2", new ListenerBeat("FULL", ListenerStatistics.ZERO, Optional.empty())),
            Map.of(
                "p:l1", new PoolReport("UP", Map.of("m1", "UP", "m2", "DOWN 1/2", "m3", "UP")),
                "p:l2", new PoolReport("DOWN", Map.of("m1", "MAINT", "m2", "UP", "m4", "DRAIN"))));

    assertThat(heartbeat.healthReport())
        .isEqualTo(
            new HealthReport(
                Map.of("l1", "OPEN", "l2", "FULL"),
                Map.of(
                    "p",
                    new PoolReport(
                        "DOWN",
                        Map.of("m1", "MAINT", "m2", "DOWN 1/2", "m3", "UP", "m4", "DRAIN")))));
  }

  private static void assertRejected(byte[] datagram, Reason reason) {
    assertThat(CODEC.decode(datagram))
        .isInstanceOfSatisfying(Rejected.class, r -> assertThat(r.reason()).isEqualTo(reason));
  }

  private static Heartbeat accepted(byte[] datagram) {
    return ((Accepted) CODEC.decode(datagram)).heartbeat();
  }

  private static byte[] signed(String body) throws Exception {
    byte[] compressed = deflate(body);
    return concat(compressed, hex(sign(compressed)));
  }

  private static byte[] deflate(String text) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out, new Deflater(9))) {
      deflater.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  private static byte[] sign(byte[] body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("key".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return mac.doFinal(body);
  }

  private static byte[] hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
