package octavia.testing;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port of 127.0.0.1, TCP and UDP, for a server that is started in a moment. It is none of those
 * that the kernel gives to clients: one that tries to connect before the server listens could be
 * given the very port, be connected to itself, and keep the server from it.
 */
public final class FreePort {
  private static final int LEAST = 10_000;
  private static final int MOST = 32_000; // Linux gives clients those from 32768
  private static final int ATTEMPTS = 100;

  private FreePort() {}

  /** Finds one that nobody listens on now. */
  public static int find() {
    for (int i = 0; i < ATTEMPTS; i++) {
      int port = ThreadLocalRandom.current().nextInt(LEAST, MOST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new AssertionError("no port is free");
  }

  private static boolean isFree(int port) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (ServerSocket tcp = new ServerSocket();
        DatagramSocket _ = new DatagramSocket(address)) {
      tcp.bind(address);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
