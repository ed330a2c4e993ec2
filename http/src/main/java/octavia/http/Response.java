package octavia.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A response, whole in memory. */
public record Response(int status, Map<String, String> headers, byte[] body) {

  public Response {
    headers = Map.copyOf(headers);
  }

  /** Without a body. */
  public static Response empty(int status) {
    return new Response(status, Map.of(), new byte[0]);
  }

  /** With {@code value} as JSON. */
  public static Response json(int status, Object value) {
    return new Response(
        status, Map.of("Content-Type", "application/json"), Json.MAPPER.writeValueAsBytes(value));
  }

  /** With a plain text. */
  public static Response text(int status, String text) {
    return new Response(
        status,
        Map.of("Content-Type", "text/plain; charset=UTF-8"),
        text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same response without its body, for a request that asks for none. */
  public Response withoutBody() {
    return new Response(status, headers, new byte[0]);
  }

  /** The same response with one more header. */
  public Response with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, more, body);
  }
}
