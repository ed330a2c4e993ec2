package octavia.cloud.local.compute;

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
import java.util.Map;
import octavia.http.Json;
import octavia.model.Crossing;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A conversation with a qemu over its QMP socket, which it has with one at a time. Not for use by
 * several threads.
 */
final class Qmp implements AutoCloseable {
  private static final int MAX_LINE = 1 << 20;

  private final SocketChannel channel;
  private final Selector selector;
  private final Duration limit;
  private final Crossing crossing;
  private final ByteBuffer received = ByteBuffer.allocate(8 << 10).flip();

  private Qmp(SocketChannel channel, Selector selector, Duration limit, Crossing crossing) {
    this.channel = channel;
    this.selector = selector;
    this.limit = limit;
    this.crossing = crossing;
  }

  /**
   * Begins a conversation.
   *
   * @param limit how long each answer may take
   * @param crossing passed by each command, such as {@code qmp:device-add}
   */
  static Qmp open(Path socket, Duration limit, Crossing crossing) throws IOException {
    Qmp qmp =
        new Qmp(SocketChannel.open(StandardProtocolFamily.UNIX), Selector.open(), limit, crossing);
    boolean begun = false;
    try {
      qmp.begin(socket);
      begun = true;
      return qmp;
    } finally {
      if (!begun) {
        qmp.close(); // or qemu would go on listening to nobody else
      }
    }
  }

  private void begin(Path socket) throws IOException {
    channel.connect(UnixDomainSocketAddress.of(socket));
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ);
    if (!read(deadline()).has("QMP")) {
      throw new IOException("what answers on " + socket + " is not qemu");
    }
    ask("qmp_capabilities", Map.of());
  }

  /** True if a qemu takes connections there. */
  static boolean isThere(Path socket) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      return false; // not yet
    }
  }

  /**
   * What a command returns.
   *
   * @throws Refused if qemu refuses it
   */
  JsonNode ask(String command, Map<String, ?> arguments) throws IOException {
    return crossing.cross("qmp:" + command.replace('_', '-'), () -> tell(command, arguments));
  }

  private JsonNode tell(String command, Map<String, ?> arguments) throws IOException {
    ByteBuffer request =
        ByteBuffer.wrap(
            (Json.MAPPER.writeValueAsString(new Command(command, arguments)) + "\n")
                .getBytes(StandardCharsets.UTF_8));
    while (request.hasRemaining()) {
      channel.write(request); // short, and qemu has read the one before
    }
    long deadline = deadline();
    while (true) {
      JsonNode answer = read(deadline);
      if (answer.has("return")) {
        return answer.path("return");
      }
      if (answer.has("error")) {
        throw new Refused(command + ": " + answer.path("error").path("desc").asString(""));
      }
      // an event
    }
  }

  private long deadline() {
    return System.nanoTime() + limit.toNanos();
  }

  /** The next line. */
  private JsonNode read(long deadline) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      while (received.hasRemaining()) {
        byte next = received.get();
        if (next == '\n') {
          try {
            return Json.MAPPER.readTree(line.toByteArray());
          } catch (JacksonException e) {
            throw new IOException("qemu does not speak JSON", e);
          }
        }
        line.write(next);
      }
      if (line.size() > MAX_LINE) {
        throw new IOException("qemu's answer does not end");
      }
      fill(deadline);
    }
  }

  private void fill(long deadline) throws IOException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new IOException("qemu does not answer on its socket");
    }
    selector.selectedKeys().clear();
    selector.select(left);
    received.clear();
    int length;
    try {
      length = channel.read(received);
    } finally {
      received.flip();
    }
    if (length < 0) {
      throw new IOException("qemu closed its socket");
    }
  }

  @Override
  public void close() throws IOException {
    try (channel;
        selector) {
      // Closing is all; qemu waits for the next one.
    }
  }

  private record Command(String execute, Map<String, ?> arguments) {}

  /** Qemu understood a command and does not do it. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }
}
