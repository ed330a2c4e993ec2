package octavia.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS of a server: its own certificate and key, and the authorities whose clients are let in.
 *
 * @param clientAuthorities who must have signed the client's certificate; empty asks for none
 */
public record ServerTls(
    PrivateKey key, List<X509Certificate> chain, List<X509Certificate> clientAuthorities) {

  private static final char[] NO_PASSWORD = new char[0];

  public ServerTls {
    chain = List.copyOf(chain);
    clientAuthorities = List.copyOf(clientAuthorities);
  }

  /** From PEM texts. */
  public static ServerTls ofPem(String certificateAndKey, String clientAuthorities) {
    return new ServerTls(
        PemFiles.privateKey(certificateAndKey),
        PemFiles.certificates(certificateAndKey),
        PemFiles.certificates(clientAuthorities));
  }

  /**
   * From PEM files.
   *
   * @param authorities whose clients are let in; empty lets everybody in
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if one does not hold what it should
   */
  public static ServerTls ofFiles(Path certificates, Path key, Optional<Path> authorities)
      throws IOException {
    return new ServerTls(
        PemFiles.privateKey(Files.readString(key)),
        PemFiles.certificates(Files.readString(certificates)),
        authorities.isPresent()
            ? PemFiles.certificates(Files.readString(authorities.get()))
            : List.of());
  }

  SSLContext context() {
    try {
      // Never leaves memory. PKCS12 would derive keys from the password even so: 80 ms of a start.
      KeyStore keys = KeyStore.getInstance("JKS");
      keys.load(null, NO_PASSWORD);
      keys.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory keyManagers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keyManagers.init(keys, NO_PASSWORD);
      KeyStore trusted = KeyStore.getInstance("JKS");
      trusted.load(null, NO_PASSWORD);
      for (int i = 0; i < clientAuthorities.size(); i++) {
        trusted.setCertificateEntry("ca" + i, clientAuthorities.get(i));
      }
      TrustManagerFactory trustManagers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trustManagers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("certificate and key do not make a TLS server", e);
    }
  }
}
