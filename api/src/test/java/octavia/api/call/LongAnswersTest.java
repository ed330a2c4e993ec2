package octavia.api.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import octavia.api.error.ApiException;
import org.junit.jupiter.api.Test;

class LongAnswersTest {
  @Test
  void onlySoManyAreUnderWayAtOnce() throws Exception {
    LongAnswers answers = new LongAnswers(3, 100, Duration.ofSeconds(30));
    CyclicBarrier three = new CyclicBarrier(3); // so that there are as many as there may be
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 99; i++) {
        all.add(
            clients.submit(() -> {
              try (LongAnswers.Turn _ = answers.take()) {
                most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                three.await(30, TimeUnit.SECONDS);
                underWay.decrementAndGet();
              }
              return true;
            }));
      }
      for (Future<?> each : all) {
        each.get(30, TimeUnit.SECONDS);
      }
    }
    assertThat(most.get()).isEqualTo(3);
  }

  @Test
  void whoGetsNoTurnIsToldToComeBack() {
    LongAnswers answers = new LongAnswers(2, 1, Duration.ofMillis(1));
    LongAnswers.Turn first = answers.take();
    LongAnswers.Turn second = answers.take();
    assertThatThrownBy(answers::take)
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> {
              assertThat(refused.response().status()).isEqualTo(503);
              assertThat(refused.response().headers()).containsEntry("Retry-After", "5");
            });

    first.close();
    answers.take().close();
    second.close();
    try (LongAnswers.Turn _ = answers.take();
        LongAnswers.Turn _ = answers.take()) {
      assertThatThrownBy(answers::take).isInstanceOf(ApiException.class);
    }
  }

  @Test
  void noMoreWaitThanThereIsRoomFor() {
    LongAnswers answers = new LongAnswers(1, 0, Duration.ofDays(1));
    try (LongAnswers.Turn _ = answers.take()) {
      // At once: a test that waited a day would not end.
      assertThatThrownBy(answers::take).isInstanceOf(ApiException.class);
    }
  }
}
