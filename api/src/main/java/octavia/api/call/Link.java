package octavia.api.call;

import java.util.LinkedHashMap;
import java.util.Map;

/** A link in an answer. */
public final class Link {

  private Link() {}

  /** To an address, which is {@code relation} to what has the link. */
  public static Map<String, String> to(String href, String relation) {
    Map<String, String> link = new LinkedHashMap<>();
    link.put("href", href);
    link.put("rel", relation);
    return link;
  }
}
