package octavia.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A response.
 *
 * @param body whole in memory, but for what is too long for that
 * @param rest what follows the body
 */
public record Response(int status, Map<String, String> headers, byte[] body, Optional<Rest> rest) {

  public Response {
    headers = Map.copyOf(headers);
  }

  /** A response that is whole in memory. */
  public Response(int status, Map<String, String> headers, byte[] body) {
    this(status, headers, body, Optional.empty());
  }

  /**
   * The part of a response that is made while it is sent. Whoever has a response closes this,
   * whether it was sent or not. What fails while it is written cuts the response short, so that the
   * client notices.
   */
  public interface Rest extends AutoCloseable {
    /** Makes and writes it, piece by piece. */
    void writeTo(OutputStream out) throws IOException;

    /** Gives back what it needs. */
    @Override
    void close();
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
    rest.ifPresent(Rest::close);
    return new Response(status, headers, new byte[0]);
  }

  /** The same response with another rest. */
  public Response withRest(Rest other) {
    return new Response(status, headers, body, Optional.of(other));
  }

  /** The same response with one more header. */
  public Response with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, more, body, rest);
  }
}
