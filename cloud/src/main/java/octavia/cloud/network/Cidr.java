package octavia.cloud.network;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of addresses in network form, such as {@code 10.0.0.0/24}.
 *
 * @param first its first address, all bits behind the prefix zero
 * @param prefix length in bits
 */
public record Cidr(IpAddress first, int prefix) {
  private static final Pattern FORM = Pattern.compile("([0-9A-Fa-f.:]+)/(\\d{1,3})");

  public Cidr {
    if (prefix < 0 || prefix > first.bits()) {
      throw new IllegalArgumentException("no prefix of " + prefix + " bits");
    }
    if (!first.value().and(hostMask(first, prefix)).equals(BigInteger.ZERO)) {
      throw new IllegalArgumentException(first + "/" + prefix + " has bits set behind its prefix");
    }
  }

  /**
   * The range that {@code text} means.
   *
   * @throws IllegalArgumentException if it is none, with the reason
   */
  public static Cidr parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not address/prefix");
    }
    Optional<IpAddress> first = IpAddress.parse(form.group(1));
    if (first.isEmpty()) {
      throw new IllegalArgumentException("'" + form.group(1) + "' is not an address");
    }
    return new Cidr(first.get(), Integer.parseInt(form.group(2)));
  }

  /** The range of {@code prefix} bits that {@code address} lies in. */
  public static Cidr around(IpAddress address, int prefix) {
    return new Cidr(
        new IpAddress(address.version(), address.value().andNot(hostMask(address, prefix))),
        prefix);
  }

  /** 4 or 6. */
  public int version() {
    return first.version();
  }

  /** Its last address; the broadcast address of an IPv4 network. */
  public IpAddress last() {
    return new IpAddress(version(), first.value().or(hostMask(first, prefix)));
  }

  /** How many addresses it has, the first and the last included. */
  public BigInteger size() {
    return BigInteger.ONE.shiftLeft(first.bits() - prefix);
  }

  /** True if {@code address} is in it. */
  public boolean contains(IpAddress address) {
    return address.version() == version()
        && address.compareTo(first) >= 0
        && address.compareTo(last()) <= 0;
  }

  /** True if some address is in both. */
  public boolean overlaps(Cidr other) {
    return contains(other.first) || other.contains(first);
  }

  @Override
  public String toString() {
    return first + "/" + prefix;
  }

  private static BigInteger hostMask(IpAddress address, int prefix) {
    return BigInteger.ONE.shiftLeft(address.bits() - prefix).subtract(BigInteger.ONE);
  }
}
