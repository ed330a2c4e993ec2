package octavia.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import octavia.http.HttpServer;
import octavia.http.PemFiles;
import octavia.http.Response;
import octavia.http.ServerTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AmphoraCertificatesTest {
  private static final String ID = "8ac7a4e1-2b1f-4c44-8f28-2f9a2d5f4d11";

  @TempDir Path state;

  @Test
  void theCertificateIsWhatAmphoraeAlwaysHad() throws Exception {
    Pki pki = Pki.open(state, Clock.systemUTC());
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    AmphoraCertificate issued =
        new AmphoraCertificates(
                pki.serverAuthority(),
                new KeySupply(1),
                () -> now.plusMillis(999),
                AmphoraCertificates.VALIDITY)
            .issue(ID);

    assertThat(issued.pem())
        .contains("-----BEGIN CERTIFICATE-----", "-----BEGIN RSA PRIVATE KEY-----");
    assertThat(issued.expiration()).isEqualTo(now.plus(Duration.ofDays(30)));
    assertThat(issued.toString()).doesNotContain("KEY");
    assertThat(PemFiles.privateKey(issued.pem()).getAlgorithm()).isEqualTo("RSA");

    X509Certificate certificate = PemFiles.certificates(issued.pem()).getFirst();
    certificate.verify(pki.serverAuthority().certificate().getPublicKey());
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=" + ID);
    assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(2, ID));
    assertThat(certificate.getExtendedKeyUsage())
        .containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(certificate.getCriticalExtensionOIDs())
        .containsExactlyInAnyOrder("2.5.29.15", "2.5.29.19", "2.5.29.37");
    assertThat(certificate.getNonCriticalExtensionOIDs())
        .containsExactlyInAnyOrder("2.5.29.14", "2.5.29.17", "2.5.29.35");
    assertThat(certificate.getExtensionValue("2.5.29.35"))
        .endsWith(
            lastBytes(pki.serverAuthority().certificate().getExtensionValue("2.5.29.14"), 20));
    assertThat(certificate.getSerialNumber().bitLength()).isGreaterThan(100);
  }

  @Test
  void eachIsIssuedAKeyOfItsOwn() {
    Pki pki = Pki.open(state, Clock.systemUTC());
    try (KeySupply keys = new KeySupply(2)) {
      keys.start();
      AmphoraCertificates certificates =
          new AmphoraCertificates(
              pki.serverAuthority(), keys, Clock.systemUTC(), AmphoraCertificates.VALIDITY);

      List<X509Certificate> issued =
          IntStream.range(0, 5)
              .mapToObj(_ -> PemFiles.certificates(certificates.issue(ID).pem()).getFirst())
              .toList();

      assertThat(issued.stream().map(X509Certificate::getPublicKey)).doesNotHaveDuplicates();
      assertThat(issued.stream().map(X509Certificate::getSerialNumber)).doesNotHaveDuplicates();
    }
  }

  @Test
  void aNameThatIsNoIdIsRefused() {
    AmphoraCertificates certificates =
        new AmphoraCertificates(
            Pki.open(state, Clock.systemUTC()).serverAuthority(),
            new KeySupply(1),
            Clock.systemUTC(),
            AmphoraCertificates.VALIDITY);

    assertThatThrownBy(() -> certificates.issue("a,O=b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void controllerAndAmphoraKnowEachOtherAndNobodyElse() throws Exception {
    Pki pki = Pki.open(state.resolve("a"), Clock.systemUTC());
    Pki stranger = Pki.open(state.resolve("b"), Clock.systemUTC());
    String pem =
        new AmphoraCertificates(
                pki.serverAuthority(),
                new KeySupply(1),
                Clock.systemUTC(),
                AmphoraCertificates.VALIDITY)
            .issue(ID)
            .pem();
    HttpServer.Settings settings =
        new HttpServer.Settings(
            "127.0.0.1",
            0,
            1024,
            Optional.of(ServerTls.ofPem(pem, pki.clientAuthority().certificatePem())),
            Response.empty(413));
    try (HttpServer server = HttpServer.start(settings, _ -> Response.text(200, "hello"))) {
      CertificateAuthority trusted = pki.serverAuthority();

      assertThat(get(server.port(), ID, trusted, pki.controller())).isEqualTo("HTTP/1.1 200");
      assertThatThrownBy(() -> get(server.port(), "other", trusted, pki.controller()))
          .isInstanceOf(SSLException.class);
      assertThatThrownBy(() -> get(server.port(), ID, trusted, stranger.controller()))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> get(server.port(), ID, stranger.serverAuthority(), pki.controller()))
          .isInstanceOf(SSLException.class);
    }
  }

  private static String get(
      int port, String name, CertificateAuthority trusted, ClientIdentity identity)
      throws IOException, GeneralSecurityException {
    char[] password = new char[0];
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, password);
    own.setKeyEntry(
        "own", identity.key(), password, identity.chain().toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, password);
    KeyStore authorities = KeyStore.getInstance("PKCS12");
    authorities.load(null, password);
    authorities.setCertificateEntry("ca", trusted.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(authorities);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    try (Socket plain = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        SSLSocket socket =
            (SSLSocket) context.getSocketFactory().createSocket(plain, name, port, true)) {
      socket.setSoTimeout(10_000);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket
          .getOutputStream()
          .write(
              ("GET / HTTP/1.1\r\nHost: " + name + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      try (InputStream in = socket.getInputStream()) {
        return new String(in.readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII);
      }
    }
  }

  private static byte[] lastBytes(byte[] bytes, int count) {
    return Arrays.copyOfRange(bytes, bytes.length - count, bytes.length);
  }
}
