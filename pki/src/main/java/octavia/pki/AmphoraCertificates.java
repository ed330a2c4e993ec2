package octavia.pki;

import java.io.IOException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;

/** Issues amphorae's server certificates. For all threads. */
public final class AmphoraCertificates {
  /** How long a certificate is valid unless the configuration says otherwise. */
  public static final Duration VALIDITY = Duration.ofDays(30);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,63}");

  private final CertificateAuthority authority;
  private final KeySupply keys;
  private final InstantSource clock;
  private final Duration validity;

  public AmphoraCertificates(
      CertificateAuthority authority, KeySupply keys, InstantSource clock, Duration validity) {
    this.authority = authority;
    this.keys = keys;
    this.clock = clock;
    this.validity = validity;
  }

  /**
   * A new key with its certificate, whose common name and DNS name are the amphora's id.
   *
   * @throws PkiException if that fails
   */
  public AmphoraCertificate issue(String amphoraId) {
    if (!NAME.matcher(amphoraId).matches()) {
      throw new IllegalArgumentException("not an amphora's id: " + amphoraId);
    }
    KeyPair pair = keys.take();
    X509Certificate certificate =
        authority.issueServer(amphoraId, pair.getPublic(), clock.instant(), validity);
    try {
      byte[] pkcs1 =
          PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded())
              .parsePrivateKey()
              .toASN1Primitive()
              .getEncoded();
      return new AmphoraCertificate(
          Pem.of(certificate) + Pem.of(Pem.PKCS1, pkcs1), certificate.getNotAfter().toInstant());
    } catch (IOException e) {
      throw new PkiException("cannot write the key of amphora " + amphoraId, e);
    }
  }
}
