package octavia.cloud.identity.keystone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TogetherTest {
  private static final long LIMIT_SECONDS = 20;

  private final Together<String> together = new Together<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch answer = new CountDownLatch(1);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneAsksForAllAndItsFailureIsEverybodys(boolean fails) throws Exception {
    Supplier<String> question =
        () -> {
          asked.incrementAndGet();
          await(answer);
          if (fails) {
            throw new IllegalStateException("no answer");
          }
          return "answer";
        };
    List<FutureTask<String>> tasks = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      tasks.add(new FutureTask<>(() -> together.ask("name", question)));
      threads.add(Thread.ofPlatform().daemon().start(tasks.getLast()));
    }
    awaitWaiting(threads);

    answer.countDown();

    for (FutureTask<String> task : tasks) {
      if (fails) {
        assertThatThrownBy(() -> task.get(LIMIT_SECONDS, TimeUnit.SECONDS))
            .cause()
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("no answer");
      } else {
        assertThat(task.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("answer");
      }
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void whatHasBeenAnsweredIsAskedAnew() {
    assertThat(together.ask("name", () -> "one")).isEqualTo("one");
    assertThat(together.ask("name", () -> "two")).isEqualTo("two");
  }

  /** Until one asks and the others wait for it. */
  private static void awaitWaiting(List<Thread> threads) {
    Instant end = Instant.now().plus(Duration.ofSeconds(LIMIT_SECONDS));
    while (!threads.stream()
        .allMatch(thread ->
            thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING)) {
      assertThat(Instant.now()).isBefore(end);
      Thread.onSpinWait();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
