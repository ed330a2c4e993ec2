package octavia.amphora.heartbeat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import octavia.amphora.heartbeat.Decoded.Accepted;
import octavia.amphora.heartbeat.Decoded.Reason;
import octavia.amphora.heartbeat.Decoded.Rejected;
import octavia.amphora.heartbeat.Heartbeat.ListenerBeat;
import octavia.model.HealthReport.PoolReport;
import octavia.model.ListenerStatistics;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Heartbeats to and from datagrams: JSON, compressed by zlib, followed by the HMAC-SHA256 of the
 * compressed bytes in 64 hexadecimal digits (the raw 32 bytes are understood too). May be used by
 * several threads.
 */
public final class HeartbeatCodec {
  /** The largest datagram that is looked at, in bytes. */
  public static final int MAX_DATAGRAM = 64 << 10;

  /** A few bytes can inflate to gigabytes; no amphora has this much to say. */
  private static final int MAX_INFLATED = 8 << 20;

  private static final int DIGEST = 32;
  private static final int HEX_DIGEST = 64;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final SecretKeySpec key;

  /**
   * @param key the secret that signs, shared by all amphorae and controllers; not empty
   */
  public HeartbeatCodec(String key) {
    this.key = new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
  }

  /** The datagram that says this, in the current version. */
  public byte[] encode(Heartbeat heartbeat) {
    byte[] compressed = deflate(JSON.writeValueAsBytes(tree(heartbeat)));
    byte[] signature = HexFormat.of().formatHex(sign(compressed)).getBytes(StandardCharsets.UTF_8);
    byte[] datagram = Arrays.copyOf(compressed, compressed.length + signature.length);
    System.arraycopy(signature, 0, datagram, compressed.length, signature.length);
    return datagram;
  }

  /** What a datagram says, if it is a heartbeat signed with our key. Never throws. */
  public Decoded decode(byte[] datagram) {
    if (datagram.length > MAX_DATAGRAM) {
      return new Rejected(Reason.TOO_LARGE, datagram.length + " bytes");
    }
    Optional<byte[]> signed = verified(datagram);
    if (signed.isEmpty()) {
      return datagram.length <= DIGEST
          ? new Rejected(Reason.TOO_SHORT, datagram.length + " bytes")
          : new Rejected(Reason.FORGED, "signed with another key, or changed on the way");
    }
    try {
      return new Accepted(heartbeat(JSON.readTree(inflate(signed.get()))));
    } catch (TooLargeException e) {
      return new Rejected(Reason.TOO_LARGE, "inflates to more than " + MAX_INFLATED + " bytes");
    } catch (DataFormatException | JacksonException | IllegalArgumentException e) {
      return new Rejected(Reason.MALFORMED, e.getClass().getSimpleName());
    }
  }

  /** What was signed; empty if it was not, or by somebody else. */
  private Optional<byte[]> verified(byte[] datagram) {
    if (datagram.length > HEX_DIGEST) {
      byte[] body = Arrays.copyOf(datagram, datagram.length - HEX_DIGEST);
      byte[] expected = HexFormat.of().formatHex(sign(body)).getBytes(StandardCharsets.UTF_8);
      if (MessageDigest.isEqual(expected, tail(datagram, HEX_DIGEST))) {
        return Optional.of(body);
      }
    }
    if (datagram.length > DIGEST) {
      byte[] body = Arrays.copyOf(datagram, datagram.length - DIGEST);
      if (MessageDigest.isEqual(sign(body), tail(datagram, DIGEST))) {
        return Optional.of(body);
      }
    }
    return Optional.empty();
  }

  private static byte[] tail(byte[] datagram, int length) {
    return Arrays.copyOfRange(datagram, datagram.length - length, datagram.length);
  }

  private byte[] sign(byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  private static byte[] deflate(byte[] plain) {
    try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
      deflater.setInput(plain);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    }
  }

  private static byte[] inflate(byte[] compressed) throws DataFormatException, TooLargeException {
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(compressed);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      while (!inflater.finished()) {
        int length = inflater.inflate(buffer);
        if (length == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw new DataFormatException("ends early");
        }
        out.write(buffer, 0, length);
        if (out.size() > MAX_INFLATED) {
          throw new TooLargeException();
        }
      }
      return out.toByteArray();
    }
  }

  private static ObjectNode tree(Heartbeat heartbeat) {
    ObjectNode root = JSON.createObjectNode();
    root.put("id", heartbeat.amphoraId());
    root.put("seq", heartbeat.sequence());
    root.put("ver", Heartbeat.CURRENT);
    heartbeat.bootId().ifPresent(bootId -> root.put("boot_id", bootId));
    heartbeat.sentAt().ifPresent(sentAt -> root.put("sent_at_ms", sentAt.toEpochMilli()));
    root.put("haproxy_restarts", heartbeat.haproxyRestarts());
    ObjectNode listeners = root.putObject("listeners");
    heartbeat
        .listeners()
        .forEach((id, beat) -> {
          ObjectNode listener = listeners.putObject(id);
          listener.put("status", beat.status());
          put(listener.putObject("stats"), beat.statistics());
          beat.totals().ifPresent(totals -> put(listener.putObject("totals"), totals));
        });
    ObjectNode pools = root.putObject("pools");
    heartbeat
        .pools()
        .forEach((key, pool) -> {
          ObjectNode node = pools.putObject(key);
          node.put("status", pool.status());
          ObjectNode members = node.putObject("members");
          pool.members().forEach(members::put);
        });
    return root;
  }

  private static void put(ObjectNode node, ListenerStatistics statistics) {
    node.put("tx", statistics.bytesOut());
    node.put("rx", statistics.bytesIn());
    node.put("conns", statistics.activeConnections());
    node.put("totconns", statistics.totalConnections());
    node.put("ereq", statistics.requestErrors());
  }

  private static Heartbeat heartbeat(JsonNode root) {
    Map<String, ListenerBeat> listeners = new HashMap<>();
    Map<String, PoolReport> pools = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : object(root.path("listeners")).properties()) {
      JsonNode listener = object(entry.getValue());
      listeners.put(
          entry.getKey(),
          new ListenerBeat(
              text(listener, "status"),
              statistics(listener.path("stats")),
              listener.has("totals")
                  ? Optional.of(statistics(listener.path("totals")))
                  : Optional.empty()));
      // Until version 2, pools stood inside their listener.
      pools(listener.path("pools"))
          .forEach((id, pool) -> pools.put(id + ":" + entry.getKey(), pool));
    }
    pools.putAll(pools(root.path("pools")));
    JsonNode sentAt = root.path("sent_at_ms");
    return new Heartbeat(
        text(root, "id"),
        number(root, "seq"),
        (int) number(root, "ver"),
        root.has("boot_id") ? Optional.of(text(root, "boot_id")) : Optional.empty(),
        sentAt.isIntegralNumber()
            ? Optional.of(Instant.ofEpochMilli(sentAt.asLong()))
            : Optional.empty(),
        number(root, "haproxy_restarts"),
        listeners,
        pools);
  }

  private static Map<String, PoolReport> pools(JsonNode node) {
    Map<String, PoolReport> pools = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : object(node).properties()) {
      JsonNode pool = object(entry.getValue());
      Map<String, String> members = new HashMap<>();
      for (Map.Entry<String, JsonNode> member : object(pool.path("members")).properties()) {
        members.put(member.getKey(), member.getValue().asString());
      }
      pools.put(entry.getKey(), new PoolReport(text(pool, "status"), members));
    }
    return pools;
  }

  private static ListenerStatistics statistics(JsonNode node) {
    return new ListenerStatistics(
        number(node, "conns"),
        number(node, "rx"),
        number(node, "tx"),
        number(node, "ereq"),
        number(node, "totconns"));
  }

  /** An object; nothing at all is an empty one. */
  private static JsonNode object(JsonNode node) {
    if (node.isMissingNode() || node.isObject()) {
      return node;
    }
    throw new IllegalArgumentException("not an object");
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    if (!value.isString()) {
      throw new IllegalArgumentException("not a text: " + name);
    }
    return value.asString();
  }

  /** A whole number, which old agents write as text now and then; missing is 0. */
  private static long number(JsonNode node, String name) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return 0;
    }
    if (value.isString()) {
      return Long.parseLong(value.asString());
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException("not a whole number: " + name);
    }
    return value.asLong();
  }

  private static final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1;
  }
}
