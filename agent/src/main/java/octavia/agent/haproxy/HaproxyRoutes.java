package octavia.agent.haproxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import octavia.agent.Replies;
import octavia.agent.exec.CommandException;
import octavia.agent.haproxy.Haproxy.Upload;
import octavia.amphora.api.HaproxyConfig;
import octavia.amphora.api.ListenerStatus;
import octavia.amphora.api.Message;
import octavia.http.Fields;
import octavia.http.Request;
import octavia.http.Response;
import octavia.http.Router;

/** The routes of load balancers and listeners. */
public final class HaproxyRoutes {
  private static final System.Logger LOG = System.getLogger(HaproxyRoutes.class.getName());

  /** Ids become names of files. */
  private static final Pattern ID = Pattern.compile("[0-9A-Za-z][0-9A-Za-z-]{0,63}");

  private final Haproxies haproxies;
  private final Runnable started;

  /**
   * @param started called after HAProxy was started by a request; must return soon
   */
  public HaproxyRoutes(Haproxies haproxies, Runnable started) {
    this.haproxies = haproxies;
    this.started = started;
  }

  public void register(Router.Builder router) {
    router
        .on("PUT", "/1.0/loadbalancer/{amphora_id}/{id}/haproxy", this::upload)
        .on("GET", "/1.0/loadbalancer/{id}/haproxy", this::config)
        .on("PUT", "/1.0/loadbalancer/{id}/{action}", this::change)
        .on("DELETE", "/1.0/listeners/{id}", this::delete)
        .on("GET", "/1.0/listeners", this::listeners);
  }

  private Response upload(Request request) {
    String id = request.parameter("id");
    if (!ID.matcher(id).matches()) {
      return Replies.message(400, "Invalid request", "not an id");
    }
    try {
      return switch (haproxies.of(id).upload(request.text(), precondition(request.headers()))) {
        case Upload.Kept(String etag) ->
            Response.json(202, Message.OK).with("ETag", '"' + etag + '"');
        case Upload.Refused(String output) -> {
          LOG.log(System.Logger.Level.WARNING, "load balancer {0}: refused: {1}", id, output);
          yield Replies.message(400, "Invalid request", output);
        }
        case Upload.Conflict() ->
            Replies.message(412, "Another configuration is here than the one to be replaced");
      };
    } catch (CommandException e) {
      return failed(id, "Error checking haproxy configuration", e);
    }
  }

  /** What {@code If-Match} and {@code If-None-Match} (RFC 9110, 13.1) ask of the held tag. */
  private static Predicate<Optional<String>> precondition(Fields headers) {
    List<String> match = tags(headers.all("If-Match"));
    List<String> noneMatch = tags(headers.all("If-None-Match"));
    return held ->
        (match.isEmpty() || held.filter(tag -> matches(match, tag)).isPresent())
            && (noneMatch.isEmpty() || held.filter(tag -> matches(noneMatch, tag)).isEmpty());
  }

  private static boolean matches(List<String> tags, String held) {
    return tags.contains("*") || tags.contains(held);
  }

  private static List<String> tags(List<String> values) {
    return values.stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .map(tag -> tag.strip().replace("\"", ""))
        .filter(tag -> !tag.isEmpty())
        .toList();
  }

  private Response config(Request request) {
    String id = request.parameter("id");
    Optional<HaproxyConfig> config =
        ID.matcher(id).matches() ? haproxies.of(id).config() : Optional.empty();
    if (config.isEmpty()) {
      return notFound(id);
    }
    Response response =
        Response.text(200, config.get().text()).with("ETag", '"' + config.get().etag() + '"');
    return config
        .get()
        .runningEtag()
        .map(etag -> response.with(HaproxyConfig.RUNNING_HEADER, etag))
        .orElse(response);
  }

  private Response change(Request request) {
    String id = request.parameter("id");
    String action = request.parameter("action");
    if (!List.of("start", "stop", "reload").contains(action)) {
      return Replies.message(400, "Invalid Request", "Unknown action: " + action);
    }
    if (!ID.matcher(id).matches()) {
      return notFound(id);
    }
    Haproxy haproxy = haproxies.of(id);
    try {
      boolean found =
          switch (action) {
            case "start" -> haproxy.start();
            case "reload" -> haproxy.reload();
            default -> {
              boolean known = haproxy.config().isPresent();
              haproxy.stop();
              yield known;
            }
          };
      if (!found) {
        return notFound(id);
      }
    } catch (CommandException e) {
      return failed(id, "Error " + action + "ing haproxy", e);
    }
    haproxies.changed();
    if (action.equals("start")) {
      started.run();
    }
    return Replies.message(202, "OK", "Listener " + id + " " + action + "ed");
  }

  private Response delete(Request request) {
    String id = request.parameter("id");
    if (ID.matcher(id).matches()) {
      haproxies.delete(id);
    }
    return Response.json(200, Message.OK);
  }

  private Response listeners(Request request) {
    List<ListenerStatus> statuses = new ArrayList<>();
    for (String id : haproxies.loadBalancers()) {
      Haproxy haproxy = haproxies.of(id);
      String status = haproxy.isRunning() ? "ACTIVE" : "OFFLINE";
      haproxy
          .config()
          .ifPresent(config ->
              ConfigText.listeners(config.text())
                  .forEach((listener, mode) ->
                      statuses.add(new ListenerStatus(status, listener, mode))));
    }
    return Response.json(200, statuses);
  }

  private static Response notFound(String id) {
    return Replies.message(404, "Loadbalancer Not Found", "No loadbalancer with UUID: " + id);
  }

  private static Response failed(String id, String message, CommandException e) {
    LOG.log(System.Logger.Level.ERROR, "load balancer " + id + ": " + message, e);
    return Replies.message(500, message, String.valueOf(e.getMessage()));
  }
}
