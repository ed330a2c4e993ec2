package octavia.amphora.haproxy;

import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * Writes HAProxy's configuration language. Every word of a line goes through one method for its
 * kind, which checks or quotes it, so that no value can end its word, its line or its section. Not
 * for use by several threads.
 */
final class HaproxyText {
  private static final Pattern KEYWORD = Pattern.compile("[a-z][a-z0-9._-]*");
  private static final Pattern FLAG = Pattern.compile("-[a-z-]");
  private static final Pattern EXPRESSION = Pattern.compile("[a-z_.]+(?:,[a-z_]+\\([0-9,.-]*\\))*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]+");
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]+");
  private static final Pattern FETCH = Pattern.compile("[a-z_.]+");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@,+-]+");

  private final StringBuilder text = new StringBuilder();

  /** Begins a section without a name. */
  HaproxyText section(String keyword) {
    separate();
    text.append(checked(KEYWORD, keyword)).append('\n');
    return this;
  }

  /** Begins a section. */
  HaproxyText section(String keyword, String name) {
    separate();
    text.append(checked(KEYWORD, keyword)).append(' ').append(checked(NAME, name)).append('\n');
    return this;
  }

  /** Begins a line; {@link Line#end} ends it. */
  Line line(String... keywords) {
    text.append("   ");
    Line line = new Line();
    for (String keyword : keywords) {
      line.keyword(keyword);
    }
    return line;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private void separate() {
    if (!text.isEmpty()) {
      text.append('\n');
    }
  }

  private static String checked(Pattern pattern, String word) {
    if (!pattern.matcher(word).matches()) {
      throw new IllegalArgumentException("not " + pattern + ": " + word);
    }
    return word;
  }

  /** An address as HAProxy reads it beside a port. */
  static String bracketed(String address) {
    // Colons and digits are all that is left of an IPv6 literal; scopes and names are refused.
    if (!address.matches("[0-9A-Fa-f:.]+")) {
      throw new IllegalArgumentException("not an address: " + address);
    }
    InetAddress.ofLiteral(address); // refuses what is none
    if (!address.contains(":") && !address.matches("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+")) {
      throw new IllegalArgumentException("not an address in full: " + address);
    }
    return address.contains(":") ? "[" + address + "]" : address;
  }

  /** One line, word by word. */
  final class Line {
    /** A word of HAProxy's own. */
    Line keyword(String keyword) {
      return word(checked(KEYWORD, keyword));
    }

    /** A flag of HAProxy's own, such as {@code -m}. */
    Line flag(String flag) {
      return word(checked(FLAG, flag));
    }

    /** A sample fetch of HAProxy's own and converters that follow it. */
    Line expression(String expression) {
      return word(checked(EXPRESSION, expression));
    }

    /** An identifier: letters, digits, {@code _ . : -}. */
    Line name(String name) {
      return word(checked(NAME, name));
    }

    Line number(long number) {
      return word(Long.toString(number));
    }

    Line millis(long millis) {
      return word(millis + "ms");
    }

    Line seconds(long seconds) {
      return word(seconds + "s");
    }

    Line endpoint(String address, int port) {
      return word(bracketed(address) + ":" + port);
    }

    /** An address and its prefix length, or an address alone. */
    Line network(String cidr) {
      int slash = cidr.indexOf('/');
      bracketed(slash < 0 ? cidr : cidr.substring(0, slash));
      if (slash >= 0 && !cidr.substring(slash + 1).matches("[0-9]{1,3}")) {
        throw new IllegalArgumentException("not a network: " + cidr);
      }
      return word(cidr);
    }

    Line address(String address) {
      bracketed(address);
      return word(address);
    }

    /** Any text, taken literally. */
    Line text(String value) {
      return word(quoted(value));
    }

    /** Any text where HAProxy would evaluate {@code %[…]}, taken literally. */
    Line logFormatText(String value) {
      return word(quoted(value.replace("%", "%%")));
    }

    /** A sample fetch of HAProxy's own with any text as its argument, taken literally. */
    Line fetch(String function, String argument) {
      checked(FETCH, function);
      if (TOKEN.matcher(argument).matches()) {
        return word(function + "(" + argument + ")");
      }
      // Read twice: as a word of the line, then as an argument in parentheses.
      String inner = '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
      return word(quoted(function + "(" + inner + ")"));
    }

    /** A condition by its name, or that it does not hold. */
    Line condition(String name, boolean invert) {
      return word((invert ? "!" : "") + checked(NAME, name));
    }

    /** What a sample fetch without arguments yields at run time. */
    Line sample(String function) {
      return word("%[" + checked(FETCH, function) + "]");
    }

    HaproxyText end() {
      text.append('\n');
      return HaproxyText.this;
    }

    private Line word(String word) {
      text.append(' ').append(word);
      return this;
    }
  }

  /**
   * One word of any characters (HAProxy's manual, 2.2). In single quotes nothing is special but the
   * single quote itself; in double quotes three characters are, and a backslash undoes them.
   */
  private static String quoted(String value) {
    if (value.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
      throw new IllegalArgumentException("a control character in a value");
    }
    if (PLAIN.matcher(value).matches()) {
      return value;
    }
    if (value.indexOf('\'') < 0) {
      return "'" + value + "'";
    }
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$") + '"';
  }
}
