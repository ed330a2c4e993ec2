package octavia.agent;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A member that sends every byte back; HTTP is answered by its name. */
final class Backend implements AutoCloseable {
  private final ServerSocket server;
  private final String name;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private Backend(ServerSocket server, String name) {
    this.server = server;
    this.name = name;
  }

  /** Answers every HTTP request with its name. */
  static Backend http(String address, String name) throws IOException {
    return start(address, name);
  }

  /** Sends back what it is sent. */
  static Backend echo(String address) throws IOException {
    return start(address, "");
  }

  private static Backend start(String address, String name) throws IOException {
    ServerSocket server = new ServerSocket();
    server.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
    Backend backend = new Backend(server, name);
    Thread.ofVirtual().name("backend").start(backend::accept);
    return backend;
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().name("backend connection").start(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[8192];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        if (name.isEmpty()) {
          socket.getOutputStream().write(buffer, 0, length);
        } else {
          socket
              .getOutputStream()
              .write(
                  ("HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name)
                      .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
      }
    } catch (IOException e) {
      // the other side left
    } finally {
      open.remove(socket);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
