package octavia.api.body;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses and networks as texts, strictly: no names, no zones, no short or octal forms. */
public final class Addresses {
  private static final Pattern V4 =
      Pattern.compile(
          "(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");

  private Addresses() {}

  /** True if {@code text} is an address. */
  public static boolean isAddress(String text) {
    return bytes(text).isPresent();
  }

  /** True if both are addresses of one family. */
  public static boolean sameFamily(String address, String other) {
    return isV6(address) == isV6(other);
  }

  /** True if the address or network is an IPv6 one. */
  public static boolean isV6(String text) {
    return text.indexOf(':') >= 0;
  }

  /** True if both texts are the same address. */
  public static boolean same(String address, String other) {
    Optional<byte[]> bytes = bytes(address);
    return bytes.isPresent()
        && isV6(address) == isV6(other)
        && bytes(other).filter(b -> Arrays.equals(b, bytes.get())).isPresent();
  }

  /** True if the network, in its usual form, has the address in it. */
  public static boolean contains(String network, String address) {
    int slash = network.indexOf('/');
    return slash > 0
        && sameFamily(network, address)
        && network(address + network.substring(slash)).filter(network::equals).isPresent();
  }

  /**
   * The network in its usual form: host bits cleared, a prefix length always there. Empty if {@code
   * text} is none.
   */
  public static Optional<String> network(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    Optional<byte[]> parsed = bytes(address);
    if (parsed.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = parsed.get();
    int prefix = slash < 0 ? bytes.length * 8 : prefix(text.substring(slash + 1), bytes.length);
    if (prefix < 0) {
      return Optional.empty();
    }
    for (int bit = prefix; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
    }
    return Optional.of(text(bytes) + "/" + prefix);
  }

  private static int prefix(String text, int length) {
    if (text.matches("\\d{1,3}")) {
      int prefix = Integer.parseInt(text);
      return prefix <= length * 8 ? prefix : -1;
    }
    if (length != 4) {
      return -1;
    }
    return bytes(text)
        .filter(mask -> mask.length == 4)
        .map(mask -> {
          int bits = ByteBuffer.wrap(mask).getInt();
          int ones = Integer.bitCount(bits);
          return bits == (ones == 0 ? 0 : -1 << (32 - ones)) ? ones : -1;
        })
        .orElse(-1);
  }

  private static Optional<byte[]> bytes(String text) {
    if (V4.matcher(text).matches()) {
      byte[] bytes = new byte[4];
      String[] parts = text.split("\\.");
      for (int i = 0; i < 4; i++) {
        bytes[i] = (byte) Integer.parseInt(parts[i]);
      }
      return Optional.of(bytes);
    }
    if (!isV6(text) || !V6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      byte[] bytes = InetAddress.ofLiteral(text).getAddress();
      return Optional.of(bytes.length == 16 ? bytes : mapped(bytes));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] mapped(byte[] v4) {
    byte[] bytes = new byte[16];
    bytes[10] = (byte) 0xff;
    bytes[11] = (byte) 0xff;
    System.arraycopy(v4, 0, bytes, 12, 4);
    return bytes;
  }

  /** The compressed form of RFC 5952, which the JDK does not write. */
  private static String text(byte[] bytes) {
    if (bytes.length == 4) {
      try {
        return InetAddress.getByAddress(bytes).getHostAddress();
      } catch (UnknownHostException e) {
        throw new IllegalStateException("four bytes are an address", e);
      }
    }
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
    }
    int start = -1;
    int length = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        out.append("::");
        i += length - 1;
        continue;
      }
      if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
        out.append(':');
      }
      out.append(Integer.toHexString(groups[i]));
    }
    return out.toString();
  }
}
