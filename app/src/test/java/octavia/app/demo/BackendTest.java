package octavia.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import octavia.app.client.Visitor;
import org.junit.jupiter.api.Test;

class BackendTest {

  @Test
  void answersItsName() {
    try (Backend backend = Backend.start("web1", "127.0.0.1")) {
      assertThat(new Visitor("127.0.0.1", backend.port()).visit()).contains("web1");
    }
  }

  @Test
  void answersHealthChecksWhichComeInHttp10() throws IOException {
    try (Backend backend = Backend.start("web1", "127.0.0.1");
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), backend.port())) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("web1\n");
    }
  }
}
