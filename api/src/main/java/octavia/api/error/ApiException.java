package octavia.api.error;

import java.util.LinkedHashMap;
import java.util.Map;
import octavia.http.Response;
import org.jspecify.annotations.Nullable;

/**
 * A refusal that reaches the client. Two shapes exist on the wire: upstream's typed layer and its
 * router say errors differently, and clients know both.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final @Nullable String title;
  private final transient @Nullable Reason reason;
  private final transient @Nullable Response ready;

  private ApiException(
      int status,
      @Nullable String title,
      @Nullable String text,
      @Nullable Reason reason,
      @Nullable Throwable cause) {
    super(text, cause);
    this.status = status;
    this.title = title;
    this.reason = reason;
    this.ready = null;
  }

  private ApiException(Response ready, String text) {
    super(text);
    this.status = ready.status();
    this.title = null;
    this.reason = null;
    this.ready = ready;
  }

  /** A refusal in words of its own, such as those of the middleware before upstream's API. */
  public static ApiException answered(Response response) {
    return answered(response, "answered " + response.status());
  }

  /** As above, with what the log says of it. */
  public static ApiException answered(Response response, String text) {
    return new ApiException(response, text);
  }

  /** An error of the typed layer: {@code faultcode}, {@code faultstring}, {@code debuginfo}. */
  public static ApiException fault(int status, String faultstring, Reason reason) {
    return new ApiException(status, null, faultstring, reason, null);
  }

  /** As above, with its cause for the log. */
  public static ApiException fault(int status, String faultstring, Reason reason, Throwable cause) {
    return new ApiException(status, null, faultstring, reason, cause);
  }

  /** A fault that says nothing beyond upstream's text. */
  static ApiException bareFault(int status, String faultstring) {
    return new ApiException(status, null, faultstring, null, null);
  }

  /** An error of the router: {@code code}, {@code title}, {@code description}. */
  public static ApiException routing(int status, String title, @Nullable String description) {
    return new ApiException(status, title, description, null, null);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The answer to the client. */
  public Response response() {
    if (ready != null) {
      return ready;
    }
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    if (title != null) {
      body.put("code", status);
      body.put("title", title);
      body.put("description", getMessage());
    } else {
      body.put("faultcode", status < 500 ? "Client" : "Server");
      body.put("faultstring", getMessage());
      body.put("debuginfo", null);
      if (reason != null) {
        body.put("reason", reason.render());
      }
    }
    return Response.json(status, body);
  }
}
