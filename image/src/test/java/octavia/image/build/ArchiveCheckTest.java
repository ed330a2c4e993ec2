package octavia.image.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import octavia.image.plan.Archive;
import octavia.image.plan.Archive.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveCheckTest {
  @TempDir private Path directory;
  private final Set<String> served = Collections.synchronizedSet(new HashSet<>());
  private HttpServer server;
  private Path keyring;

  ArchiveCheckTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    keyring = Path.of("");
  }

  @BeforeEach
  void serve() throws IOException {
    keyring = Files.createFile(directory.resolve("keyring.gpg"));
    server.createContext(
        "/",
        exchange -> {
          boolean there = served.contains(exchange.getRequestURI().toString());
          exchange.sendResponseHeaders(there ? 200 : 404, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private Archive archive(String... suites) {
    return new Archive(
        List.of(suites).stream()
            .map(suite -> new Source(url() + "/ubuntu", suite, "main"))
            .toList(),
        keyring,
        "ubuntu-keyring");
  }

  @Test
  void whatIsThereIsGood() throws InterruptedException {
    served.add("/ubuntu/dists/noble/InRelease");
    served.add("/ubuntu/dists/noble-updates/Release");
    ArchiveCheck.check(archive("noble", "noble-updates"), Map.of());
    ArchiveCheck.check(
        new Archive(List.of(new Source("file:/mirror", "noble", "main")), keyring, "x"), Map.of());
  }

  @Test
  void aSuiteThatIsMissingIsNamedWithWhatToDo() {
    served.add("/ubuntu/dists/noble/InRelease");
    assertThatThrownBy(() -> ArchiveCheck.check(archive("noble", "noble-updates"), Map.of()))
        .isInstanceOf(BuildException.class)
        .hasMessageContainingAll(
            "there is no noble-updates at " + url() + "/ubuntu (it answers 404)",
            "DIB_DISTRIBUTION_MIRROR");
  }

  @Test
  void aMirrorThatDoesNotAnswerIsNamed() {
    Archive archive = archive("noble");
    server.stop(0);
    assertThatThrownBy(() -> ArchiveCheck.check(archive, Map.of()))
        .hasMessageContaining("there is no noble at " + url() + "/ubuntu (");
  }

  @Test
  void aProxyIsAskedInstead() throws InterruptedException {
    served.add("http://nowhere.invalid/ubuntu/dists/noble/InRelease");
    ArchiveCheck.check(
        new Archive(
            List.of(new Source("http://nowhere.invalid/ubuntu", "noble", "main")), keyring, "x"),
        Map.of("http_proxy", url()));
  }

  @Test
  void withoutAKeyringNothingIsBuilt() throws IOException {
    Files.delete(keyring);
    assertThatThrownBy(() -> ArchiveCheck.check(archive("noble"), Map.of()))
        .isInstanceOf(BuildException.class)
        .hasMessageContainingAll(
            keyring.toString(), "Install ubuntu-keyring", "DIB_DEBOOTSTRAP_EXTRA_ARGS=--keyring=");
    assertThat(served).isEmpty();
  }
}
