package octavia.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * Finds the handler for a request by path and method. A path is made of segments; {@code {name}}
 * matches any one segment, a literal segment goes before it. Immutable after {@link Builder#build}.
 */
public final class Router implements Handler {
  private final Node root;
  private final BiFunction<Request, Set<String>, Response> unmatched;

  private Router(Node root, BiFunction<Request, Set<String>, Response> unmatched) {
    this.root = root;
    this.unmatched = unmatched;
  }

  /** Starts a router. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Response handle(Request request) {
    Map<String, String> parameters = new HashMap<>();
    Optional<Node> node = find(root, segments(request.path()), 0, parameters);
    if (node.isEmpty() || node.get().handlers.isEmpty()) {
      return unmatched.apply(request, Set.of());
    }
    Handler handler = node.get().handlers.get(request.method());
    if (handler == null) {
      return unmatched.apply(request, node.get().handlers.keySet());
    }
    return handler.handle(request.withParameters(Map.copyOf(parameters)));
  }

  private static Optional<Node> find(
      Node node, List<String> segments, int depth, Map<String, String> parameters) {
    if (depth == segments.size()) {
      return Optional.of(node);
    }
    String segment = segments.get(depth);
    Node literal = node.literals.get(segment);
    if (literal != null) {
      Optional<Node> found = find(literal, segments, depth + 1, parameters);
      if (found.isPresent() && !found.get().handlers.isEmpty()) {
        return found;
      }
    }
    for (Map.Entry<String, Node> wildcard : node.wildcards.entrySet()) {
      Optional<Node> found = find(wildcard.getValue(), segments, depth + 1, parameters);
      if (found.isPresent() && !found.get().handlers.isEmpty()) {
        parameters.put(wildcard.getKey(), segment);
        return found;
      }
    }
    return Optional.empty();
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/")) {
      if (!segment.isEmpty()) {
        segments.add(segment);
      }
    }
    return segments;
  }

  private static final class Node {
    private final Map<String, Node> literals = new HashMap<>();
    private final Map<String, Node> wildcards = new TreeMap<>();
    private final Map<String, Handler> handlers = new TreeMap<>();
  }

  /** Collects routes; not for use by several threads. */
  public static final class Builder {
    private final Node root = new Node();
    private BiFunction<Request, Set<String>, Response> unmatched =
        (_, allowed) -> Response.empty(allowed.isEmpty() ? 404 : 405);

    /**
     * Adds a route.
     *
     * @param method upper case
     * @param path such as {@code /v2/lbaas/pools/{pool_id}/members}
     * @throws IllegalArgumentException if the route is there already
     */
    public Builder on(String method, String path, Handler handler) {
      Node node = root;
      for (String segment : segments(path)) {
        Map<String, Node> next = node.literals;
        String key = segment;
        if (segment.startsWith("{") && segment.endsWith("}")) {
          next = node.wildcards;
          key = segment.substring(1, segment.length() - 1);
        }
        node = next.computeIfAbsent(key, _ -> new Node());
      }
      if (node.handlers.putIfAbsent(method, handler) != null) {
        throw new IllegalArgumentException("two handlers for " + method + " " + path);
      }
      return this;
    }

    /**
     * What answers where no route does; it is given the methods that the path would allow, none if
     * the path is unknown.
     */
    public Builder otherwise(BiFunction<Request, Set<String>, Response> answer) {
      this.unmatched = (request, allowed) -> answer.apply(request, new TreeSet<>(allowed));
      return this;
    }

    /** The router. */
    public Router build() {
      return new Router(root, unmatched);
    }
  }
}
