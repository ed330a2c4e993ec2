package octavia.model;

/**
 * The one place that every call to the outside passes: commits, calls to agents, child processes,
 * renames of ledger files. The program passes through {@link #OPEN}; a test hands in one that stops
 * the process at a point of its choice, so that a kill can be tried before and after each.
 *
 * <p>Names are stable words such as {@code commit:create-listener}, {@code agent:PUT haproxy},
 * {@code exec:ip-link} or {@code rename:port}. Implementations may be called from any thread.
 */
public interface Crossing {

  /** Lets everything pass. */
  Crossing OPEN =
      new Crossing() {
        @Override
        public void before(String name) {}

        @Override
        public void after(String name) {}
      };

  /** Called when the crossing {@code name} is about to happen. */
  void before(String name);

  /** Called when the crossing {@code name} has happened; not called if it failed. */
  void after(String name);

  /** Runs {@code call} between its two points. */
  default <T, X extends Exception> T cross(String name, Call<T, X> call) throws X {
    before(name);
    T result = call.run();
    after(name);
    return result;
  }

  /** A call to the outside. */
  @FunctionalInterface
  interface Call<T, X extends Exception> {
    T run() throws X;
  }
}
