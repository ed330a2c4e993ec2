package octavia.http;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Cuts off clients that take none of an answer for too long, by interrupting the thread that writes
 * to them, which closes the connection. For many threads.
 */
final class StallWatch implements AutoCloseable {
  private final Duration limit;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("http-stalls").daemon(true).factory());

  StallWatch(Duration limit) {
    this.limit = limit;
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

  private void inTime(Write write) throws IOException {
    Thread writer = Thread.currentThread();
    AtomicBoolean writing = new AtomicBoolean(true);
    ScheduledFuture<?> end =
        timer.schedule(
            () -> {
              if (writing.compareAndSet(true, false)) {
                writer.interrupt();
              }
            },
            limit.toNanos(),
            TimeUnit.NANOSECONDS);
    try {
      write.run();
    } finally {
      writing.set(false);
      end.cancel(false);
    }
  }

  private final class Watched extends OutputStream {
    private final OutputStream out;

    Watched(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      inTime(() -> out.write(value));
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      inTime(() -> out.write(bytes, from, count));
    }

    @Override
    public void close() throws IOException {
      inTime(out::close);
    }
  }
}
