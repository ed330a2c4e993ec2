package octavia.app.demo;

import java.io.IOException;
import java.util.Optional;
import octavia.app.command.CommandFailure;
import octavia.http.HttpServer;
import octavia.http.JdkHttpServer;
import octavia.http.Response;

/**
 * A tiny web server that answers every request with its own name. On the JDK's server: health
 * checks come in HTTP/1.0, which the API's server does not speak.
 */
public final class Backend implements AutoCloseable {
  private final String name;
  private final String address;
  private final JdkHttpServer server;

  private Backend(String name, String address, JdkHttpServer server) {
    this.name = name;
    this.address = address;
    this.server = server;
  }

  /** Starts one on any free port of {@code address}. */
  public static Backend start(String name, String address) {
    try {
      JdkHttpServer server =
          JdkHttpServer.start(
              new HttpServer.Settings(address, 0, 1 << 20, Optional.empty(), Response.empty(413)),
              _ -> Response.text(200, name + "\n"));
      return new Backend(name, address, server);
    } catch (IOException e) {
      throw new CommandFailure("the web server " + name + " cannot start: " + e.getMessage(), e);
    }
  }

  /** What it answers. */
  public String name() {
    return name;
  }

  /** Where it listens. */
  public String address() {
    return address;
  }

  /** Where it listens. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
