package octavia.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** An answer that is made while it is sent, of so many pieces; it may fail at its end. */
final class LongAnswer implements Response.Rest {
  static final String PIECE = "0123456789".repeat(1000);

  final CountDownLatch closed = new CountDownLatch(1);
  private final int pieces;
  private final boolean fails;

  LongAnswer(int pieces, boolean fails) {
    this.pieces = pieces;
    this.fails = fails;
  }

  Response response() {
    return new Response(
        200, Map.of(), "first".getBytes(StandardCharsets.US_ASCII), Optional.of(this));
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    for (int i = 0; i < pieces; i++) {
      out.write(PIECE.getBytes(StandardCharsets.US_ASCII));
    }
    if (fails) {
      throw new IllegalStateException("on purpose");
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
