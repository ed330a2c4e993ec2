package octavia.image.plan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a repository is, as git reads it: a path, a URL, or {@code HOST:PATH}. */
final class GitLocation {
  private static final Pattern UPSTREAM = Pattern.compile(".*[/:]openstack/octavia(\\.git)?/?");

  /** Who logs in, and with what, in a URL. */
  private static final Pattern LOGIN = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://([^/]+)@");

  private GitLocation() {}

  /** Whether it is a path of this machine, and no URL. */
  static boolean isPath(String location) {
    int colon = location.indexOf(':');
    int slash = location.indexOf('/');
    return colon < 0 || (slash >= 0 && slash < colon);
  }

  /** Whether it is upstream's repository, or a copy under its name. */
  static boolean isUpstream(String location) {
    return UPSTREAM.matcher(location).matches();
  }

  /** For a person to read: a URL may hold a password, or a token in a user's place. */
  static String shown(String location) {
    return withoutLogin(location, location);
  }

  /** A text in which a location may stand, whole or with its user alone, as git writes it. */
  static String withoutLogin(String location, String text) {
    Matcher matcher = LOGIN.matcher(location);
    if (!matcher.find()) {
      return text;
    }
    String login = matcher.group(1);
    String user = login.replaceFirst(":.*", "");
    return text.replace("//" + login + "@", "//").replace("//" + user + "@", "//");
  }
}
