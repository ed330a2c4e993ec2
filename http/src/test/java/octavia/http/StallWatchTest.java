package octavia.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StallWatchTest {

  @Test
  void aWriteThatDoesNotEndIsCutOffAndItsThreadGoesOn() {
    try (StallWatch watch = new StallWatch(Duration.ofMillis(50))) {
      OutputStream stuck =
          watch.watched(
              new OutputStream() {
                @Override
                public void write(int value) throws IOException {
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt(); // as a channel leaves it
                    throw new IOException(e);
                  }
                }
              });

      assertThatThrownBy(() -> stuck.write(1))
          .isInstanceOf(IOException.class)
          .hasMessage("the client does not take the answer");
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  @Test
  void anAnswerThatIsTakenForEverIsCutOff() {
    try (StallWatch watch = new StallWatch(Duration.ofMillis(50))) {
      OutputStream steady = watch.watched(OutputStream.nullOutputStream());
      byte[] some = new byte[10];

      assertThatThrownBy(
              () -> {
                while (!Thread.currentThread().isInterrupted()) {
                  steady.write(some, 0, some.length);
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessage("the client does not take the answer");
    }
  }
}
