package octavia.cloud.secret;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import octavia.cloud.CloudException;
import octavia.cloud.CloudException.Kind;

/** What tenants' certificates must be. Pure. */
public final class Certificates {
  private Certificates() {}

  /**
   * Refuses what is no certificate in PEM.
   *
   * @throws CloudException of kind INVALID, whose reason says what is wrong
   */
  public static void checkCertificate(String pem) {
    certificate(pem);
  }

  /**
   * Refuses what is no revocation list in PEM.
   *
   * @throws CloudException of kind INVALID, whose reason says what is wrong
   */
  public static void checkRevocationList(String pem) {
    list(pem);
  }

  /** True if the authority has signed the list; both have been checked. */
  public static boolean signed(String authorityPem, String listPem) {
    try {
      list(listPem).verify(certificate(authorityPem).getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static Certificate certificate(String pem) {
    try {
      return factory().generateCertificate(bytes(pem));
    } catch (CertificateException e) {
      throw invalid(e);
    }
  }

  private static X509CRL list(String pem) {
    try {
      CRL list = factory().generateCRL(bytes(pem));
      if (list instanceof X509CRL known) {
        return known;
      }
      throw new CloudException(Kind.INVALID, "no revocation list");
    } catch (GeneralSecurityException e) {
      throw invalid(e);
    }
  }

  private static CertificateFactory factory() {
    try {
      return CertificateFactory.getInstance("X.509");
    } catch (CertificateException e) {
      throw new IllegalStateException("a JDK without X.509", e);
    }
  }

  private static ByteArrayInputStream bytes(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
  }

  private static CloudException invalid(GeneralSecurityException e) {
    return new CloudException(Kind.INVALID, String.valueOf(e.getMessage()), "", e);
  }
}
