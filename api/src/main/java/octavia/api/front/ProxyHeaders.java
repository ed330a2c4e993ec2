package octavia.api.front;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import octavia.http.Request;
import org.jspecify.annotations.Nullable;

/**
 * How the client called, where something stood in between: a proxy that says so in headers (RFC
 * 7239 or {@code X-Forwarded-*}, as oslo.middleware reads them), and the path that web servers
 * mount the API under. Links begin with what this finds.
 */
public final class ProxyHeaders {
  private static final String MOUNT = "/load-balancer";

  /** What may stand in the address of a link: nothing that ends it or begins another. */
  private static final Pattern SCHEME = Pattern.compile("https?");

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,255}");
  private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~-]+)*/?");

  private final boolean trusted;

  /** With false, headers are not believed. */
  public ProxyHeaders(boolean trusted) {
    this.trusted = trusted;
  }

  /** The request as its client sent it. */
  public Request apply(Request request) {
    Request seen = trusted ? forwarded(request) : request;
    String path = seen.path();
    if (path.equals(MOUNT) || path.startsWith(MOUNT + "/")) {
      String below = path.substring(MOUNT.length());
      return seen.withPath(below.isEmpty() ? "/" : below).withBaseUrl(seen.baseUrl() + MOUNT);
    }
    return seen;
  }

  private static Request forwarded(Request request) {
    String base = request.baseUrl();
    int end = base.indexOf("://");
    Map<String, String> said = said(request);
    String scheme = valid(said.get("proto"), SCHEME).orElse(base.substring(0, end));
    String host = valid(said.get("host"), HOST).orElse(base.substring(end + 3));
    String prefix =
        request
            .headers()
            .first("X-Forwarded-Prefix")
            .filter(text -> PREFIX.matcher(text).matches())
            .map(text -> text.endsWith("/") ? text.substring(0, text.length() - 1) : text)
            .orElse("");
    String client = valid(said.get("for"), HOST).orElse(request.remote());
    return request.withBaseUrl(scheme + "://" + host + prefix).withRemote(client);
  }

  private static Optional<String> valid(@Nullable String value, Pattern pattern) {
    return Optional.ofNullable(value).filter(text -> pattern.matcher(text).matches());
  }

  /** What the first proxy said; Forwarded goes before the headers of old. */
  private static Map<String, String> said(Request request) {
    Map<String, String> said = new LinkedHashMap<>();
    Optional<String> forwarded =
        request.headers().first("Forwarded").filter(text -> !text.isEmpty());
    if (forwarded.isPresent()) {
      for (String pair : first(forwarded.get()).split(";")) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          String value = pair.substring(equals + 1).strip();
          boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
          said.put(
              pair.substring(0, equals).strip().toLowerCase(Locale.ROOT),
              quoted ? value.substring(1, value.length() - 1) : value);
        }
      }
      return said;
    }
    for (String name : new String[] {"proto", "host", "for"}) {
      request
          .headers()
          .first("X-Forwarded-" + name)
          .ifPresent(value -> said.put(name, first(value)));
    }
    return said;
  }

  private static String first(String list) {
    int comma = list.indexOf(',');
    return (comma < 0 ? list : list.substring(0, comma)).strip();
  }
}
