package octavia.app.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import octavia.app.command.CommandFailure;

/**
 * Lets a number of connections do the same thing over and over, each request after the one before
 * was answered: first to warm up, then measured, for a time or a number of rounds, whatever ends
 * first.
 *
 * @param warmUp how long nothing is noted; it also ends after a fifth of {@code most}
 * @param time how long requests are begun
 * @param most rounds of all connections together
 */
record Load(Duration warmUp, Duration time, int most) {
  /** Over what the last round of a warm-up may take, so that one that fails stops the others. */
  private static final long BARRIER_LIMIT_SECONDS = 900;

  /** One round of what a connection does. */
  @FunctionalInterface
  interface Round {
    void run(Caller caller) throws IOException, InterruptedException;
  }

  /**
   * Runs it.
   *
   * @param waits whether rounds wait between their requests, so that only requests' time counts
   * @param watched processes, by label
   * @throws CommandFailure if a request that is not measured fails
   */
  Measured run(
      Endpoint endpoint, int connections, boolean waits, Round round, Map<String, Long> watched)
      throws InterruptedException {
    List<Caller> callers = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      callers.add(new Caller(i, endpoint.connection()));
    }
    // Platform threads: a blocking read that wakes one is cheaper than the poller of virtual ones.
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      Map<String, ProcessorTime> before = new HashMap<>();
      long[] begun = new long[1];
      CyclicBarrier warm =
          new CyclicBarrier(
              connections,
              () -> {
                watched.forEach((label, pid) -> before.put(label, ProcessorTime.of(pid)));
                begun[0] = System.nanoTime();
              });
      AtomicInteger toWarmUp = new AtomicInteger(most / 5);
      AtomicInteger toMeasure = new AtomicInteger(most);
      List<Callable<Measured>> work = new ArrayList<>();
      for (Caller caller : callers) {
        work.add(() -> {
          repeat(caller, round, warmUp, toWarmUp);
          caller.forget();
          warm.await(BARRIER_LIMIT_SECONDS, TimeUnit.SECONDS);
          repeat(caller, round, time, toMeasure);
          return caller.noted((System.nanoTime() - begun[0]) / 1e9);
        });
      }
      List<Measured> parts = new ArrayList<>();
      for (Future<Measured> each : threads.invokeAll(work)) {
        parts.add(result(each));
      }
      Map<String, Double> cpu = new HashMap<>();
      watched.forEach((label, pid) -> {
        ProcessorTime start = before.get(label);
        if (start != null) {
          cpu.put(label, ProcessorTime.of(pid).since(start));
        }
      });
      return together(parts, waits, cpu);
    } finally {
      closeAll(callers);
    }
  }

  private static void repeat(Caller caller, Round round, Duration time, AtomicInteger left)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (!caller.isDone() && System.nanoTime() < end && left.getAndDecrement() > 0) {
      round.run(caller);
    }
  }

  private static Measured result(Future<Measured> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new CommandFailure("a connection gave up: " + e.getCause(), e);
    }
  }

  private static Measured together(List<Measured> parts, boolean waits, Map<String, Double> cpu) {
    long[] nanos = parts.stream().flatMapToLong(part -> LongStream.of(part.nanos())).toArray();
    double seconds =
        waits
            ? LongStream.of(nanos).sum() / 1e9 / parts.size()
            : parts.stream().mapToDouble(Measured::seconds).max().orElse(0);
    return new Measured(
        nanos,
        parts.stream().mapToLong(Measured::errors).sum(),
        parts.stream().map(Measured::firstError).filter(e -> !e.isEmpty()).findFirst().orElse(""),
        seconds,
        cpu);
  }

  private static void closeAll(List<Caller> callers) {
    for (Caller caller : callers) {
      try {
        caller.close();
      } catch (IOException e) {
        throw new CommandFailure("a connection cannot be closed: " + e.getMessage(), e);
      }
    }
  }
}
