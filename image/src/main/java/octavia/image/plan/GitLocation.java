package octavia.image.plan;

import java.util.regex.Pattern;

/** Where a repository is, as git reads it: a path, a URL, or {@code HOST:PATH}. */
final class GitLocation {
  private static final Pattern UPSTREAM = Pattern.compile(".*[/:]openstack/octavia(\\.git)?/?");

  private static final Pattern LOGIN = Pattern.compile("://[^/\\s'\"]*@");

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

  /**
   * A text for a person, in which a URL may stand, without who logs in there: that may be a
   * password, or a token in a user's place. git writes them otherwise than it was told them.
   */
  static String withoutLogin(String text) {
    return LOGIN.matcher(text).replaceAll("://");
  }
}
