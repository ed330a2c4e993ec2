package octavia.agent.haproxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with one HAProxy process over its socket. It goes on with the same process after
 * the socket's path belongs to its successor. Not for use by several threads.
 */
final class StatsSession implements AutoCloseable {
  private static final int MAX_ANSWER = 64 << 20;
  private static final byte[] PROMPT = "\n> ".getBytes(StandardCharsets.US_ASCII);

  private final SocketChannel channel;
  private final Selector selector;
  private final Duration limit;

  private StatsSession(SocketChannel channel, Selector selector, Duration limit) {
    this.channel = channel;
    this.selector = selector;
    this.limit = limit;
  }

  /**
   * Begins a conversation.
   *
   * @param limit how long each answer may take
   */
  static StatsSession open(Path socket, Duration limit) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    @Nullable Selector selector = null;
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.configureBlocking(false);
      selector = Selector.open();
      channel.register(selector, SelectionKey.OP_READ);
      StatsSession session = new StatsSession(channel, selector, limit);
      session.ask("prompt");
      session.ask("set timeout cli 1h");
      return session;
    } catch (IOException | RuntimeException e) {
      if (selector != null) {
        selector.close();
      }
      channel.close();
      throw e;
    }
  }

  /** The answer to a command. */
  String ask(String command) throws IOException {
    ByteBuffer request = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII));
    while (request.hasRemaining()) {
      channel.write(request); // short, and the process has read the one before
    }
    long deadline = System.nanoTime() + limit.toNanos();
    Answer answer = new Answer();
    ByteBuffer buffer = ByteBuffer.allocate(32 << 10);
    while (!answer.isComplete()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new IOException("HAProxy does not answer on its socket");
      }
      selector.selectedKeys().clear();
      selector.select(left);
      buffer.clear();
      int length = channel.read(buffer);
      if (length < 0) {
        throw new IOException("HAProxy closed its socket");
      }
      answer.write(buffer.array(), 0, length);
      if (answer.size() > MAX_ANSWER) {
        throw new IOException("HAProxy's answer does not end");
      }
    }
    String text = answer.toString(StandardCharsets.UTF_8);
    return text.substring(0, text.length() - PROMPT.length);
  }

  @Override
  public void close() throws IOException {
    try (channel;
        selector) {
      // Closing is all; HAProxy ends its side.
    }
  }

  /** What came so far. */
  private static final class Answer extends ByteArrayOutputStream {
    boolean isComplete() {
      return count >= PROMPT.length
          && Arrays.equals(buf, count - PROMPT.length, count, PROMPT, 0, PROMPT.length);
    }
  }
}
