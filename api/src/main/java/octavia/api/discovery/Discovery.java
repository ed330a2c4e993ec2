package octavia.api.discovery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.api.call.Link;
import octavia.http.Handler;
import octavia.http.Request;
import octavia.http.Response;

/**
 * The list of versions at the root. Nothing is negotiated: every call has the newest behaviour, the
 * list tells clients what they may use.
 */
public final class Discovery implements Handler {
  private static final List<String> UPDATED =
      List.of(
          "2016-12-11T00:00:00Z",
          "2018-04-20T00:00:00Z",
          "2018-07-31T00:00:00Z",
          "2018-12-18T00:00:00Z",
          "2018-12-19T00:00:00Z",
          "2019-01-21T00:00:00Z",
          "2019-01-25T00:00:00Z",
          "2018-01-25T12:00:00Z",
          "2019-02-12T00:00:00Z",
          "2019-03-04T00:00:00Z",
          "2019-03-05T00:00:00Z",
          "2019-06-24T00:00:00Z",
          "2019-09-11T00:00:00Z",
          "2019-09-13T00:00:00Z",
          "2019-11-10T00:00:00Z",
          "2020-03-10T00:00:00Z",
          "2020-03-15T00:00:00Z",
          "2020-04-29T00:00:00Z",
          "2020-04-29T01:00:00Z",
          "2020-05-12T00:00:00Z",
          "2020-08-02T00:00:00Z",
          "2020-09-03T00:00:00Z",
          "2020-09-04T00:00:00Z",
          "2020-09-07T00:00:00Z",
          "2020-10-15T00:00:00Z",
          "2021-10-02T00:00:00Z",
          "2022-08-29T00:00:00Z",
          "2023-05-05T00:00:00Z",
          "2023-11-08T00:00:00Z",
          "2024-10-15T00:00:00Z",
          "2025-02-26T00:00:00Z");

  private final Optional<String> baseUri;

  /** What was answered last: nearly all clients call the service by the same address. */
  private volatile Answered last = new Answered("", Response.empty(200));

  private record Answered(String self, Response response) {}

  /** With the address that links begin with, where it is not the one that the client used. */
  public Discovery(Optional<String> baseUri) {
    this.baseUri = baseUri;
  }

  @Override
  public Response handle(Request request) {
    String self = baseUri.orElse(request.baseUrl()) + "/v2";
    Answered answered = last;
    if (!answered.self.equals(self)) {
      answered = new Answered(self, Response.json(200, Map.of("versions", versions(self))));
      last = answered;
    }
    return answered.response;
  }

  private static List<Map<String, Object>> versions(String self) {
    List<Map<String, Object>> versions = new ArrayList<>();
    for (int minor = 0; minor < UPDATED.size(); minor++) {
      Map<String, Object> version = new LinkedHashMap<>();
      version.put("id", "v2." + minor);
      version.put("status", minor == UPDATED.size() - 1 ? "CURRENT" : "SUPPORTED");
      version.put("updated", UPDATED.get(minor));
      version.put("links", List.of(Link.to(self, "self")));
      versions.add(version);
    }
    return versions;
  }
}
