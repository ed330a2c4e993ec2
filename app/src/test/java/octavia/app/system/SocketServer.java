package octavia.app.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server of bare sockets, which can be stopped and started again on its port. Each connection has
 * a virtual thread.
 */
public final class SocketServer implements AutoCloseable {
  private final String name;
  private final InetSocketAddress address;
  private final Conversation conversation;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private ServerSocket listening; // of the test's thread

  /** What is done with each connection; it is closed afterwards. */
  @FunctionalInterface
  public interface Conversation {
    void with(Socket connection) throws IOException;
  }

  /** Starts one on any free port of {@code address}. */
  public SocketServer(String name, String address, Conversation conversation) {
    this.name = name;
    this.conversation = conversation;
    this.listening = listen(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
    this.address = (InetSocketAddress) listening.getLocalSocketAddress();
    serve(listening);
  }

  /** A web server that answers every request with its name. */
  public static SocketServer web(String name, String address) {
    return new SocketServer(name, address, new WebConversation(name));
  }

  public String name() {
    return name;
  }

  public String address() {
    return address.getAddress().getHostAddress();
  }

  public int port() {
    return address.getPort();
  }

  /** Connections so far. */
  public int accepted() {
    return accepted.get();
  }

  /** Connections that are open. */
  public int open() {
    return connections.size();
  }

  /** Refuses and cuts connections. */
  public void stop() {
    try {
      listening.close();
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Listens again where it did. */
  public void start() {
    listening = listen(address);
    serve(listening);
  }

  @Override
  public void close() {
    stop();
  }

  private static ServerSocket listen(InetSocketAddress where) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(where, 1000);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(ServerSocket socket) {
    Thread.ofVirtual()
        .name("server " + name)
        .start(() -> {
          while (!socket.isClosed()) {
            try {
              Socket connection = socket.accept();
              accepted.incrementAndGet();
              connections.add(connection);
              Thread.ofVirtual().start(() -> converse(connection));
            } catch (IOException e) {
              // Closed, which the loop sees; or the client thought better of it.
            }
          }
        });
  }

  private void converse(Socket connection) {
    try (connection) {
      conversation.with(connection);
    } catch (IOException e) {
      // The client went away, or the test stopped us: its own assertions tell.
    } finally {
      connections.remove(connection);
    }
  }
}
