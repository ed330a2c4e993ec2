package octavia.api.call;

import octavia.api.error.Faults;
import octavia.api.identity.Caller;
import octavia.http.Request;
import octavia.http.Response;

/**
 * A request by somebody.
 *
 * @param linkUrl address of the request without its query, for links to itself
 */
public record Call(Request request, Caller caller, String linkUrl) {

  /** Answers a call. */
  @FunctionalInterface
  public interface Handler {
    Response handle(Call call);
  }

  /** The value of a path parameter. */
  public String parameter(String name) {
    return request.parameter(name);
  }

  /** Refuses query parameters that the call does not have. */
  public void allowParameters(String... names) {
    for (String name : request.query().names()) {
      if (!java.util.List.of(names).contains(name)) {
        throw Faults.unknownArgument(name);
      }
    }
  }
}
