package octavia.app.bench;

import java.net.URI;
import java.util.Map;

/**
 * An API of Octavia's, and who asks it.
 *
 * @param label what the tables call it
 * @param url scheme, host, port and whatever stands before {@code /v2}
 * @param headers of each request, such as the token
 */
record Endpoint(String label, URI url, Map<String, String> headers) {

  Endpoint {
    headers = Map.copyOf(headers);
  }

  WireConnection connection() {
    return new WireConnection(url, headers);
  }
}
