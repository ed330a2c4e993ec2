package octavia.image.plan;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The variables that name a proxy, in the spellings that programs read. */
public final class Proxies {
  public static final Set<String> NAMES =
      Set.of(
          "http_proxy",
          "https_proxy",
          "all_proxy",
          "no_proxy",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "ALL_PROXY",
          "NO_PROXY");

  private Proxies() {}

  /** Those of the variables that name one. */
  static Map<String, String> of(Map<String, String> variables) {
    Map<String, String> proxies = new TreeMap<>(variables);
    proxies
        .entrySet()
        .removeIf(each -> !NAMES.contains(each.getKey()) || each.getValue().isEmpty());
    return proxies;
  }
}
