package octavia.cloud.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import octavia.cloud.CloudException;
import octavia.cloud.noop.NoopSecretDriver;
import octavia.pki.SelfMade;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where certificates come from. */
final class SecretDriversTest {
  private static final SelfMade MADE = SelfMade.of("test", Instant.parse("2026-11-21T08:00:00Z"));

  @TempDir Path directory;

  @Test
  void readsFiles() throws IOException {
    Files.writeString(directory.resolve("web.crt"), MADE.certificatePem());
    Files.writeString(directory.resolve("web.key"), MADE.keyPem());
    Files.writeString(directory.resolve("web.pass"), "word\n");

    TlsContainer container = new LocalSecretDriver(directory).container("web");

    assertThat(container.certificate()).isEqualTo(MADE.certificatePem());
    assertThat(container.privateKey()).isEqualTo(MADE.keyPem());
    assertThat(container.intermediates()).isEmpty();
    assertThat(container.passphrase()).contains("word");
    assertThat(container.toString()).doesNotContain("PRIVATE").doesNotContain("word");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no", "../web", "/etc/passwd", ".web", "a/b", "a\u0000b"})
  void findsNothingElsewhere(String reference) throws IOException {
    Files.writeString(directory.resolve("web.crt"), MADE.certificatePem());
    Files.writeString(directory.resolve("web.key"), MADE.keyPem());
    LocalSecretDriver driver = new LocalSecretDriver(Files.createDirectory(directory.resolve("d")));

    assertThatThrownBy(() -> driver.container(reference))
        .isInstanceOfSatisfying(
            CloudException.class,
            e -> assertThat(e.kind()).isEqualTo(CloudException.Kind.NOT_FOUND));
  }

  @Test
  void refusesWhatIsNoCertificate() throws IOException {
    Files.writeString(directory.resolve("web.crt"), "hello");
    Files.writeString(directory.resolve("web.key"), MADE.keyPem());
    LocalSecretDriver driver = new LocalSecretDriver(directory);

    assertThatThrownBy(() -> driver.container("web"))
        .isInstanceOfSatisfying(
            CloudException.class, e -> assertThat(e.kind()).isEqualTo(CloudException.Kind.INVALID));
  }

  @Test
  void withoutDriverAnyReferenceIsValid() {
    NoopSecretDriver noop = new NoopSecretDriver(InstantSource.system());

    Certificates.checkCertificate(noop.container("anything").certificate());
    assertThat(noop.container("a")).isEqualTo(noop.container("b"));
    assertThat(Certificates.signed(noop.authority("a"), noop.revocationList("b"))).isTrue();
    assertThat(Certificates.signed(MADE.certificatePem(), noop.revocationList("b"))).isFalse();
  }
}
