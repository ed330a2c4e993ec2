package octavia.app.configuration;

import octavia.http.Handler;
import octavia.http.Request;
import octavia.http.Response;

/**
 * A handler in whose place another can be put while requests come; those under way end with the one
 * that they began with. For many threads.
 */
public final class ChangingHandler implements Handler {
  private volatile Handler current; // written by a reload, read by every request

  public ChangingHandler(Handler first) {
    this.current = first;
  }

  /** Has {@code next} answer requests from now on. */
  public void change(Handler next) {
    current = next;
  }

  @Override
  public Response handle(Request request) {
    return current.handle(request);
  }
}
