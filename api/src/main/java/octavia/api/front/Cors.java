package octavia.api.front;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import octavia.api.settings.FrontSettings;
import octavia.http.Request;
import octavia.http.Response;

/**
 * Tells browsers which pages may use an answer (CORS), as oslo.middleware does. It refuses nothing:
 * a browser that is not told keeps the answer from its page.
 */
public final class Cors {
  private static final String ANY = "*";
  private static final List<String> SIMPLE_HEADERS =
      List.of(
          "Accept",
          "Accept-Language",
          "Content-Type",
          "Cache-Control",
          "Content-Language",
          "Expires",
          "Last-Modified",
          "Pragma");

  private final FrontSettings.Cors settings;

  public Cors(FrontSettings.Cors settings) {
    this.settings = settings;
  }

  /** The answer with what the request's origin may know of it. */
  public Response apply(Request request, Response response) {
    Optional<String> origin = request.headers().first("Origin").flatMap(this::allowed);
    if (origin.isEmpty()) {
      return response;
    }
    return request.method().equals("OPTIONS")
        ? preflight(request, response, origin.get())
        : exposed(response, origin.get());
  }

  private Optional<String> allowed(String origin) {
    if (settings.allowedOrigins().contains(origin)) {
      return Optional.of(origin);
    }
    return settings.allowedOrigins().contains(ANY) ? Optional.of(ANY) : Optional.empty();
  }

  private Response exposed(Response response, String origin) {
    Response exposed = named(response, origin);
    return settings.exposeHeaders().isEmpty()
        ? exposed
        : exposed.with("Access-Control-Expose-Headers", String.join(",", settings.exposeHeaders()));
  }

  /** What a browser asks before the call that its page wants to make. */
  private Response preflight(Request request, Response response, String origin) {
    Optional<String> method = request.headers().first("Access-Control-Request-Method");
    List<String> headers =
        request.headers().all("Access-Control-Request-Headers").stream()
            .flatMap(value -> Arrays.stream(value.split(",")))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList();
    if (method.isEmpty()
        || !settings.allowMethods().contains(method.get())
        || !headers.stream().allMatch(this::allowsHeader)) {
      return response;
    }
    Response allowed = named(response, origin).with("Access-Control-Allow-Methods", method.get());
    if (settings.maxAge() > 0) {
      allowed = allowed.with("Access-Control-Max-Age", Integer.toString(settings.maxAge()));
    }
    return headers.isEmpty()
        ? allowed
        : allowed.with("Access-Control-Allow-Headers", String.join(",", headers));
  }

  private boolean allowsHeader(String name) {
    return Stream.concat(settings.allowHeaders().stream(), SIMPLE_HEADERS.stream())
        .anyMatch(
            allowed -> allowed.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)));
  }

  private Response named(Response response, String origin) {
    Response named = response.with("Vary", "Origin").with("Access-Control-Allow-Origin", origin);
    return settings.allowCredentials()
        ? named.with("Access-Control-Allow-Credentials", "true")
        : named;
  }
}
