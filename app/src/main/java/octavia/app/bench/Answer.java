package octavia.app.bench;

import java.nio.charset.StandardCharsets;
import octavia.http.Json;
import tools.jackson.databind.JsonNode;

/** What came back for one request. */
record Answer(int status, byte[] body) {

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  JsonNode json() {
    return body.length == 0 ? Json.MAPPER.missingNode() : Json.MAPPER.readTree(body);
  }
}
