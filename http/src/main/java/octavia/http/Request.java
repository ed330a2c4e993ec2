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
 */
public record Request(
    String method,
    String path,
    String rawQuery,
    Query query,
    Map<String, String> parameters,
    Fields headers,
    byte[] body,
    String baseUrl) {

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
    return new Request(method, path, rawQuery, query, matched, headers, body, baseUrl);
  }

  /** The same request for another path. */
  public Request withPath(String other) {
    return new Request(method, other, rawQuery, query, parameters, headers, body, baseUrl);
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
