package octavia.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request, whole in memory.
 *
 * @param method upper case
 * @param path decoded, without query; begins with a slash
 * @param rawQuery as sent, after the question mark; empty if none
 * @param parameters what the route's {@code {name}} segments matched
 * @param baseUrl scheme, host and port as the client addressed them, no slash at the end
 * @param remote the client's address; empty where there is none
 */
public record Request(
    String method,
    String path,
    String rawQuery,
    Query query,
    Map<String, String> parameters,
    Fields headers,
    byte[] body,
    String baseUrl,
    String remote) {

  /** A request from nowhere. */
  public Request(
      String method,
      String path,
      String rawQuery,
      Query query,
      Map<String, String> parameters,
      Fields headers,
      byte[] body,
      String baseUrl) {
    this(method, path, rawQuery, query, parameters, headers, body, baseUrl, "");
  }

  /** A request for tests and internal calls: no query, no headers. */
  public static Request of(String method, String path, String body) {
    return new Request(
        method,
        path,
        "",
        Query.NONE,
        Map.of(),
        Fields.NONE,
        body.getBytes(StandardCharsets.UTF_8),
        "http://localhost");
  }

  /** The same request with other path parameters. */
  public Request withParameters(Map<String, String> matched) {
    return new Request(method, path, rawQuery, query, matched, headers, body, baseUrl, remote);
  }

  /** The same request for another path. */
  public Request withPath(String other) {
    return new Request(method, other, rawQuery, query, parameters, headers, body, baseUrl, remote);
  }

  /** The same request, addressed another way. */
  public Request withBaseUrl(String other) {
    return new Request(method, path, rawQuery, query, parameters, headers, body, other, remote);
  }

  /** The same request from another client. */
  public Request withRemote(String other) {
    return new Request(method, path, rawQuery, query, parameters, headers, body, baseUrl, other);
  }

  /**
   * The value of a path parameter.
   *
   * @throws IllegalArgumentException if the route has none of that name
   */
  public String parameter(String name) {
    @Nullable String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no parameter " + name);
    }
    return value;
  }

  /** The body as UTF-8 text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
