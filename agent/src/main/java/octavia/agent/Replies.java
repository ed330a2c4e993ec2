package octavia.agent;

import java.util.Set;
import octavia.amphora.api.FrameworkError;
import octavia.amphora.api.Message;
import octavia.http.Request;
import octavia.http.Response;

/** Answers in the forms of the agent REST API. */
public final class Replies {
  private Replies() {}

  /** Accepted and done. */
  public static Response accepted() {
    return Response.json(202, Message.OK);
  }

  /** A message alone. */
  public static Response message(int status, String message) {
    return Response.json(status, Message.of(message));
  }

  /** A message, and what a program said. */
  public static Response message(int status, String message, String details) {
    return Response.json(status, new Message(message, details));
  }

  /** An error that no handler answers. */
  public static Response error(int status, String error) {
    return Response.json(status, new FrameworkError(error, status));
  }

  /** Where no route is. */
  static Response unmatched(Request request, Set<String> allowed) {
    return allowed.isEmpty()
        ? error(404, "404 Not Found: no such path")
        : error(405, "405 Method Not Allowed: " + request.method())
            .with("Allow", String.join(", ", allowed));
  }
}
