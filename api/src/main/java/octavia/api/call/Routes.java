package octavia.api.call;

import java.util.Optional;
import java.util.function.Function;
import octavia.api.error.Faults;
import octavia.api.error.Reason.Code;
import octavia.http.Handler;
import octavia.http.Request;
import octavia.http.Router;

/** Collects the routes of the API; each resource is reachable under all of upstream's prefixes. */
public final class Routes {
  private final Router.Builder router;
  private final Function<Call.Handler, Handler> authenticate;

  /**
   * Routes into a router.
   *
   * @param authenticate makes a handler of calls one of requests
   */
  public Routes(Router.Builder router, Function<Call.Handler, Handler> authenticate) {
    this.router = router;
    this.authenticate = authenticate;
  }

  /** Adds a route below {@code /v2/lbaas} and its other spellings. */
  public Routes on(String method, String path, Call.Handler handler) {
    Handler authenticated = authenticate.apply(handler);
    for (String prefix : new String[] {"/v2/lbaas", "/v2.0/lbaas", "/v2", "/v2.0"}) {
      router.on(method, prefix + path, authenticated);
    }
    return this;
  }

  /** Adds a route below {@code /v2} and {@code /v2.0} alone. */
  public Routes onVersion(String method, String path, Call.Handler handler) {
    Handler authenticated = authenticate.apply(handler);
    router.on(method, "/v2" + path, authenticated);
    router.on(method, "/v2.0" + path, authenticated);
    return this;
  }

  /**
   * Adds what upstream answers to the calls that need an id and have none, and to the creation of
   * something that has one.
   *
   * @param collection such as {@code /listeners}
   * @param argument upstream's name for the body of a creation
   */
  public Routes misplaced(String collection, String argument, String... methods) {
    for (String method : methods) {
      on(
          method,
          collection,
          _ -> {
            throw Faults.missingArgument("id");
          });
    }
    return on(
        "POST",
        collection + "/{id}",
        call -> {
          throw Faults.invalidInput(
              argument,
              call.id("id"),
              "An id is given by the service, it cannot be chosen.",
              Code.INVALID);
        });
  }

  /** The address of a request without its query, as links in its answer have it. */
  public static String linkUrl(Request request, Optional<String> baseUri) {
    return baseUri.map(uri -> uri.replaceAll("/+$", "")).orElse(request.baseUrl()) + request.path();
  }
}
