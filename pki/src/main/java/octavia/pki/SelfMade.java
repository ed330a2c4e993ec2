package octavia.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate that vouches for itself, with its key and a revocation list that revokes nothing:
 * valid wherever nobody asks whose it is.
 */
public record SelfMade(String certificatePem, String keyPem, String revocationListPem) {
  private static final Duration LIST_VALIDITY = Duration.ofDays(3650);

  /**
   * Makes one.
   *
   * @param name its common name
   */
  public static SelfMade of(String name, Instant now) {
    try {
      String pem = CertificateAuthority.make(name, now);
      JcaX509v2CRLBuilder list =
          new JcaX509v2CRLBuilder(Pem.certificate(pem).getSubjectX500Principal(), Date.from(now));
      list.setNextUpdate(Date.from(now.plus(LIST_VALIDITY)));
      byte[] der =
          list.build(new JcaContentSignerBuilder("SHA256withECDSA").build(Pem.key("EC", pem)))
              .getEncoded();
      return new SelfMade(
          Pem.of(Pem.certificate(pem)),
          Pem.of(Pem.PKCS8, Pem.key("EC", pem).getEncoded()),
          Pem.of("X509 CRL", der));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new PkiException("cannot make a certificate for " + name, e);
    }
  }

  @Override
  public String toString() {
    return "SelfMade[" + certificatePem + "]";
  }
}
