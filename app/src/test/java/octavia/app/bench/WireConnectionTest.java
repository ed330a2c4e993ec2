package octavia.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import octavia.http.HttpServer;
import octavia.http.Response;
import octavia.http.ServerTls;
import octavia.pki.AmphoraCertificates;
import octavia.pki.KeySupply;
import octavia.pki.Pki;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WireConnectionTest {
  private static final byte[] NOTHING = {};
  private static final String CHUNKS =
      String.join("\r\n", "3;x=y", "two", "b", ", and more!", "0", "Trailer: t", "", "");

  private ServerSocket server;
  private WireConnection connection;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    connection =
        new WireConnection(
            URI.create("http://127.0.0.1:" + server.getLocalPort() + "/load-balancer/"),
            Map.of("X-Auth-Token", "t"));
  }

  @AfterEach
  void end() throws IOException {
    connection.close();
    server.close();
  }

  /**
   * Answers word for word: each inner list on a connection of its own, which is closed after it.
   *
   * @return the requests' heads, as they come
   */
  private List<String> answer(List<List<String>> connections) {
    List<String> requests = new ArrayList<>();
    Thread.ofVirtual()
        .start(() -> {
          for (List<String> answers : connections) {
            try (Socket socket = server.accept()) {
              BufferedReader in =
                  new BufferedReader(
                      new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
              for (String each : answers) {
                StringBuilder head = new StringBuilder();
                for (String line = in.readLine();
                    line != null && !line.isEmpty();
                    line = in.readLine()) {
                  head.append(line).append('\n');
                }
                requests.add(head.toString());
                socket.getOutputStream().write(each.getBytes(StandardCharsets.ISO_8859_1));
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
    return requests;
  }

  private String get() throws IOException {
    Answer answer = connection.send("GET", "/v2", NOTHING);
    return answer.status() + " " + answer.text();
  }

  @Test
  void readsEachKindOfBodyAndKeepsTheConnection() throws IOException {
    List<String> requests =
        answer(
            List.of(
                List.of(
                    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKS,
                    "HTTP/1.1 204 No Content\r\n\r\n",
                    "HTTP/1.0 200 OK\r\n\r\nuntil the end")));
    assertThat(get()).isEqualTo("200 one");
    assertThat(get()).isEqualTo("200 two, and more!");
    assertThat(get()).isEqualTo("204 ");
    assertThat(get()).isEqualTo("200 until the end");
    assertThat(requests.getFirst())
        .startsWith("GET /load-balancer/v2 HTTP/1.1\nHost: 127.0.0.1:")
        .contains("X-Auth-Token: t\n", "Content-Length: 0\n");
  }

  @Test
  void connectsAnewWhereTheServerClosed() throws IOException {
    answer(
        List.of(
            List.of("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\none"),
            List.of("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo"),
            List.of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthree")));
    assertThat(get()).isEqualTo("200 one");
    assertThat(get()).isEqualTo("200 two");
    assertThat(get()).as("closed without saying so").isEqualTo("200 three");
  }

  @Test
  void anAnswerThatBreaksOffIsAnError() {
    answer(List.of(List.of("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\nshort")));
    assertThatThrownBy(this::get).hasMessage("the answer ends after 5 of 30 bytes");
  }

  @Test
  void takesTheCertificateOfTheHostThatWasAskedAlone(@TempDir Path directory) throws Exception {
    InstantSource clock = InstantSource.system();
    Pki pki = Pki.open(directory, clock);
    String certificate;
    try (KeySupply keys = new KeySupply(1)) {
      certificate =
          new AmphoraCertificates(pki.serverAuthority(), keys, clock, AmphoraCertificates.VALIDITY)
              .issue("localhost")
              .pem();
    }
    Path file = Files.writeString(directory.resolve("server.pem"), certificate);
    SSLSocketFactory trusting = trusting(pki.serverAuthority().certificate());
    HttpServer.Settings settings =
        new HttpServer.Settings(
            "127.0.0.1",
            0,
            1000,
            Optional.of(ServerTls.ofFiles(file, file, Optional.empty())),
            Response.empty(413));
    try (HttpServer secure = HttpServer.start(settings, _ -> Response.text(200, "here"));
        WireConnection right = to("localhost", secure.port(), trusting);
        WireConnection wrong = to("127.0.0.1", secure.port(), trusting)) {
      assertThat(right.send("GET", "/", NOTHING).text()).isEqualTo("here");
      assertThatThrownBy(() -> wrong.send("GET", "/", NOTHING)).isInstanceOf(SSLException.class);
    }
  }

  private static WireConnection to(String host, int port, SSLSocketFactory secure) {
    return new WireConnection(URI.create("https://" + host + ":" + port + "/"), Map.of(), secure);
  }

  private static SSLSocketFactory trusting(X509Certificate authority) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", authority);
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context.getSocketFactory();
  }
}
