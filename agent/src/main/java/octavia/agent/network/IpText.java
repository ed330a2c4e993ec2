package octavia.agent.network;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/** Addresses out of requests, strictly: nothing but a literal becomes a word of a command. */
final class IpText {
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final Pattern MAC = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");
  private static final Pattern PREFIX = Pattern.compile("[0-9]{1,3}");

  private IpText() {}

  /**
   * @throws IllegalArgumentException if it is no address in full
   */
  static InetAddress address(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      throw new IllegalArgumentException("not an address: " + text);
    }
    return InetAddress.ofLiteral(text);
  }

  /** An address with the length of a prefix, as in {@code 10.0.0.0/24}. */
  static Link.Address network(String cidr) {
    int slash = cidr.indexOf('/');
    if (slash < 0 || !PREFIX.matcher(cidr.substring(slash + 1)).matches()) {
      throw new IllegalArgumentException("not a network: " + cidr);
    }
    InetAddress address = address(cidr.substring(0, slash));
    int prefix = Integer.parseInt(cidr.substring(slash + 1));
    if (prefix > bits(address)) {
      throw new IllegalArgumentException("not a network: " + cidr);
    }
    return new Link.Address(address, prefix);
  }

  /** A hardware address in lower case. */
  static String mac(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!MAC.matcher(lower).matches()) {
      throw new IllegalArgumentException("not a hardware address: " + text);
    }
    return lower;
  }

  /** 32 or 128. */
  static int bits(InetAddress address) {
    return address instanceof Inet4Address ? 32 : 128;
  }
}
