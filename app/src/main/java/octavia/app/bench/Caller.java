package octavia.app.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/**
 * One of the connections that load a server: sends requests, and notes the times of those that are
 * measured. Used by one thread.
 */
final class Caller implements AutoCloseable {
  private final int number;
  private final WireConnection connection;
  private long[] nanos = new long[1024];
  private int count;
  private long errors;
  private String firstError = "";
  private boolean done;

  Caller(int number, WireConnection connection) {
    this.number = number;
    this.connection = connection;
  }

  /** Which of the connections this is, from 0. */
  int number() {
    return number;
  }

  /** Sends a request whose time is not noted. */
  Answer call(String method, String path, byte[] body) throws IOException {
    return connection.send(method, path, body);
  }

  /** Sends a request and notes its time, or the error. */
  Answer timed(String method, String path, byte[] body) {
    long begun = System.nanoTime();
    try {
      Answer answer = connection.send(method, path, body);
      long time = System.nanoTime() - begun;
      if (answer.isSuccess()) {
        note(time);
      } else {
        fail(method + " " + path + " was answered " + answer.status() + ": " + answer.text());
      }
      return answer;
    } catch (IOException e) {
      fail(method + " " + path + " was not answered: " + e);
      return new Answer(0, new byte[0]);
    }
  }

  private void note(long time) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = time;
  }

  /** Notes an error. */
  void fail(String what) {
    errors++;
    if (firstError.isEmpty()) {
      firstError = what;
    }
  }

  /** There is nothing left to do for this connection. */
  void finish() {
    done = true;
  }

  boolean isDone() {
    return done;
  }

  /** Forgets what was noted, after the warm-up. */
  void forget() {
    count = 0;
    errors = 0;
    firstError = "";
  }

  /** What this connection noted. */
  Measured noted(double seconds) {
    return new Measured(Arrays.copyOf(nanos, count), errors, firstError, seconds, Map.of());
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
