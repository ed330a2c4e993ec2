package octavia.cloud.identity.embedded;

import java.util.LinkedHashMap;
import java.util.Map;
import octavia.http.Response;

/** An answer that is no, in Keystone's shape. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String title;

  private Refusal(int status, String title, String message) {
    super(message);
    this.status = status;
    this.title = title;
  }

  static Refusal unauthorized() {
    return new Refusal(401, "Unauthorized", "The request you have made requires authentication.");
  }

  static Refusal forbidden(String action) {
    return new Refusal(
        403,
        "Forbidden",
        "You are not authorized to perform the requested action: identity:" + action + ".");
  }

  static Refusal notFound(String kind, String id) {
    return new Refusal(404, "Not Found", "Could not find " + kind + ": " + id + ".");
  }

  static Refusal noSuchPath() {
    return new Refusal(404, "Not Found", "The resource could not be found.");
  }

  static Refusal noSuchMethod() {
    return new Refusal(
        405, "Method Not Allowed", "The method is not allowed for the requested URL.");
  }

  static Refusal conflict(String kind, String name) {
    return new Refusal(
        409,
        "Conflict",
        "Conflict occurred attempting to store "
            + kind
            + " - Duplicate entry found with name "
            + name
            + ".");
  }

  static Refusal badRequest(String message) {
    return new Refusal(400, "Bad Request", message);
  }

  static Refusal busy() {
    return new Refusal(
        503, "Service Unavailable", "Too many logins at the moment. Please try again later.");
  }

  static Refusal internal() {
    return new Refusal(
        500,
        "Internal Server Error",
        "An unexpected error prevented the server from fulfilling your request.");
  }

  Response response() {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", status);
    error.put("message", String.valueOf(getMessage()));
    error.put("title", title);
    return Response.json(status, Map.of("error", error));
  }
}
