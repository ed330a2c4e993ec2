package octavia.http;

/** Answers a request. May block; called from many virtual threads at once. */
@FunctionalInterface
public interface Handler {
  Response handle(Request request);
}
