package octavia.http;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Cuts off clients that do not take what is written to them at one time, such as a piece of a list,
 * within a limit, or not all of an answer within ten times that, by interrupting the thread that
 * writes, which closes the connection. For many threads.
 */
final class StallWatch implements AutoCloseable {
  /** How many times the limit of a write all of an answer may take. */
  private static final int WHOLE = 10;

  private final Duration limit;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().name("http-stalls").daemon(true).factory());

  StallWatch(Duration limit) {
    this.limit = limit;
    timer.setRemoveOnCancelPolicy(true); // or each write would be remembered for that long
  }

  /** The same stream, each of whose writes ends in time. */
  OutputStream watched(OutputStream out) {
    return new Watched(out);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private interface Write {
    void run() throws IOException;
  }

  private void inTime(Write write, long end) throws IOException {
    Writing writing = new Writing(Thread.currentThread());
    long most = Math.min(limit.toNanos(), end - System.nanoTime());
    ScheduledFuture<?> timeout = timer.schedule(writing::cutOff, most, TimeUnit.NANOSECONDS);
    try {
      write.run();
    } finally {
      timeout.cancel(false);
      writing.end();
    }
  }

  /** One write. Its thread is not interrupted after it. */
  private static final class Writing {
    private final Thread writer;
    private boolean ended;
    private boolean cutOff;

    Writing(Thread writer) {
      this.writer = writer;
    }

    synchronized void cutOff() {
      if (!ended) {
        cutOff = true;
        writer.interrupt();
      }
    }

    synchronized void end() throws IOException {
      ended = true;
      if (cutOff) {
        Thread.interrupted();
        throw new IOException("the client does not take the answer");
      }
    }
  }

  private final class Watched extends OutputStream {
    private final OutputStream out;
    private final long end = System.nanoTime() + WHOLE * limit.toNanos();

    Watched(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      inTime(() -> out.write(value), end);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      inTime(() -> out.write(bytes, from, count), end);
    }

    @Override
    public void close() throws IOException {
      inTime(out::close, end);
    }
  }
}
