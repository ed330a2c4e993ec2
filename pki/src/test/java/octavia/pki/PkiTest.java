package octavia.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PkiTest {
  private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

  @TempDir Path state;

  private Instant now = START;
  private final InstantSource clock = () -> now;

  @Test
  void theFirstStartMakesEverythingAndTheNextFindsIt() throws IOException {
    Pki first = open();
    X509Certificate controller = first.controller().chain().getFirst();

    Pki second = open();

    assertThat(second.serverAuthority().certificate())
        .isEqualTo(first.serverAuthority().certificate());
    assertThat(second.clientAuthority().certificate())
        .isEqualTo(first.clientAuthority().certificate())
        .isNotEqualTo(first.serverAuthority().certificate());
    assertThat(second.controller().chain()).containsExactly(controller);
    assertThat(second.heartbeatKey()).isEqualTo(first.heartbeatKey()).hasSize(64);
    assertThat(files())
        .containsExactlyInAnyOrder("server_ca.pem", "client_ca.pem", "client.pem", "heartbeat.key");
  }

  @Test
  void onlyTheOwnerMayReadKeys() throws IOException {
    open().controller();

    for (String file : files()) {
      assertThat(mode(directory().resolve(file))).as(file).isEqualTo("rw-------");
    }
    assertThat(mode(directory())).isEqualTo("rwx------");
  }

  @Test
  void manyThatOpenAtOnceGetTheSameAuthorities() throws Exception {
    for (int round = 0; round < 20; round++) {
      Path directory = state.resolve("race" + round);
      CountDownLatch go = new CountDownLatch(1);
      Set<String> seen = new HashSet<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Pki>> opened = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          opened.add(
              threads.submit(() -> {
                go.await();
                return Pki.open(directory, Clock.systemUTC());
              }));
        }
        go.countDown();
        for (Future<Pki> each : opened) {
          Pki pki = each.get(30, TimeUnit.SECONDS);
          seen.add(
              pki.serverAuthority().certificatePem()
                  + pki.clientAuthority().certificatePem()
                  + pki.heartbeatKey());
        }
      }
      assertThat(seen).hasSize(1);
    }
  }

  @Test
  void whatADeadProcessStagedIsNoAuthorityAndGoesAfterAnHour() throws IOException {
    Files.createDirectories(directory());
    Path staged = DurableFile.stage(directory().resolve("server_ca.pem"), new byte[] {'-'});
    Files.setLastModifiedTime(staged, FileTime.from(START));

    open();
    assertThat(staged).exists();

    now = START.plus(Duration.ofHours(2));
    open();
    assertThat(staged).doesNotExist();
  }

  @Test
  void anAuthorityThatCannotBeReadIsNeverReplaced() throws IOException {
    open();
    Path file = directory().resolve("client_ca.pem");
    Files.writeString(file, Files.readString(file).replace("-----END", "!"));

    assertThatThrownBy(this::open)
        .isInstanceOf(PkiException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("damaged");
    assertThat(Files.readString(file)).contains("!");
  }

  @Test
  void theControllersCertificateIsRenewedBeforeItEnds() {
    Pki pki = open();
    X509Certificate first = pki.controller().chain().getFirst();

    now = START.plus(Duration.ofDays(59));
    assertThat(pki.controller().chain()).containsExactly(first);

    now = START.plus(Duration.ofDays(61));
    X509Certificate second = pki.controller().chain().getFirst();
    assertThat(second).isNotEqualTo(first);
    assertThat(second.getNotAfter().toInstant()).isEqualTo(now.plus(Duration.ofDays(90)));
    assertThat(open().controller().chain()).containsExactly(second);
  }

  @Test
  void theControllersCertificateFollowsItsAuthority() throws IOException {
    X509Certificate first = open().controller().chain().getFirst();
    Files.delete(directory().resolve("client_ca.pem"));

    Pki pki = open();

    assertThat(pki.controller().chain().getFirst()).isNotEqualTo(first);
    assertThat(pki.clientAuthority().signed(pki.controller().chain().getFirst())).isTrue();
  }

  private Pki open() {
    return Pki.open(directory(), clock);
  }

  private Path directory() {
    return state.resolve("pki");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory())) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
