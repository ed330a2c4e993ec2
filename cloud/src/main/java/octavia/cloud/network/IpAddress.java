package octavia.cloud.network;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IP address as a number. Its text is canonical: dotted decimal, or as RFC 5952 has it.
 *
 * @param version 4 or 6
 */
public record IpAddress(int version, BigInteger value) implements Comparable<IpAddress> {
  private static final Pattern VERSION_4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

  public IpAddress {
    if (version != 4 && version != 6) {
      throw new IllegalArgumentException("no IP version " + version);
    }
    if (value.signum() < 0 || value.bitLength() > bits(version)) {
      throw new IllegalArgumentException("not an address of IP version " + version);
    }
  }

  /** The address that {@code text} means; empty if it is none. Names are not looked up. */
  public static Optional<IpAddress> parse(String text) {
    if (VERSION_4.matcher(text).matches()) {
      return Optional.of(new IpAddress(4, number(InetAddress.ofLiteral(text).getAddress())));
    }
    if (!text.contains(":") || text.contains("%") || text.contains("[")) {
      return Optional.empty();
    }
    try {
      InetAddress address = InetAddress.ofLiteral(text);
      return address instanceof Inet6Address
          ? Optional.of(new IpAddress(6, number(address.getAddress())))
          : Optional.empty(); // IPv4 in IPv6 clothes
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** How many bits an address has. */
  public int bits() {
    return bits(version);
  }

  /** The address {@code distance} further on. */
  public IpAddress plus(long distance) {
    return new IpAddress(version, value.add(BigInteger.valueOf(distance)));
  }

  @Override
  public int compareTo(IpAddress other) {
    return Comparator.comparingInt(IpAddress::version)
        .thenComparing(IpAddress::value)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return version == 4 ? dotted() : compressed();
  }

  private static int bits(int version) {
    return version == 4 ? 32 : 128;
  }

  private static BigInteger number(byte[] address) {
    return new BigInteger(1, address);
  }

  private String dotted() {
    int number = value.intValue();
    return (number >>> 24)
        + "."
        + ((number >>> 16) & 0xff)
        + "."
        + ((number >>> 8) & 0xff)
        + "."
        + (number & 0xff);
  }

  private String compressed() {
    List<String> groups = new ArrayList<>();
    for (int shift = 112; shift >= 0; shift -= 16) {
      groups.add(Integer.toHexString(value.shiftRight(shift).intValue() & 0xffff));
    }
    int longest = 1; // a single zero is not shortened
    int from = -1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups.get(end).equals("0")) {
        end++;
      }
      if (end - i > longest) {
        longest = end - i;
        from = i;
      }
    }
    if (from < 0) {
      return String.join(":", groups);
    }
    return String.join(":", groups.subList(0, from))
        + "::"
        + String.join(":", groups.subList(from + longest, 8));
  }
}
