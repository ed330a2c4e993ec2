package octavia.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An authority with its key, kept as one PEM file so that it is there whole or not at all.
 * Immutable. Its own key is on P-256: made in an instant at the first start, and understood by
 * every TLS library that amphorae have.
 */
public final class CertificateAuthority {
  private static final Duration LIFETIME = Duration.ofDays(3650);

  /** Clocks of amphorae may be a little behind ours. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(10);

  private static final int SERIAL_BITS = 159; // at most 20 octets and positive (RFC 5280, 4.1.2.2)

  private final X509Certificate certificate;
  private final PrivateKey key;

  private CertificateAuthority(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /**
   * The authority in {@code file}, made if there is none. Several processes may do this at once and
   * get the same one. One that exists is never replaced, even if it cannot be read: amphorae trust
   * it.
   *
   * @param commonName of the certificate, if it is made
   * @throws PkiException if the file is damaged or cannot be written
   */
  static CertificateAuthority open(Path file, String commonName, InstantSource clock) {
    try {
      if (!Files.exists(file)) {
        DurableFile.create(
            file, make(commonName, clock.instant()).getBytes(StandardCharsets.US_ASCII));
      }
      String pem = Files.readString(file);
      return new CertificateAuthority(Pem.certificate(pem), Pem.key("EC", pem));
    } catch (IOException e) {
      throw new PkiException("cannot keep the certificate authority in " + file, e);
    } catch (GeneralSecurityException e) {
      throw new PkiException(
          "the certificate authority in "
              + file
              + " is damaged: bring the file back from a backup, or remove it and replace every"
              + " amphora",
          e);
    }
  }

  /** Its own certificate, to be trusted by those who check what it issued. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** The same as PEM. */
  public String certificatePem() {
    return Pem.of(certificate);
  }

  /**
   * A server's certificate: common name and DNS name are {@code name}; usable as a client too, as
   * amphorae's certificates always were.
   */
  X509Certificate issueServer(String name, PublicKey subject, Instant now, Duration validity) {
    return issue(
        name,
        subject,
        now,
        validity,
        Optional.of(new GeneralNames(new GeneralName(GeneralName.dNSName, name))),
        KeyPurposeId.id_kp_serverAuth,
        KeyPurposeId.id_kp_clientAuth);
  }

  /** A client's certificate with that common name. */
  X509Certificate issueClient(String name, PublicKey subject, Instant now, Duration validity) {
    return issue(name, subject, now, validity, Optional.empty(), KeyPurposeId.id_kp_clientAuth);
  }

  /** True if this authority signed {@code other}. */
  boolean signed(X509Certificate other) {
    try {
      other.verify(certificate.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  static KeyPair newKeyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a JDK without P-256", e);
    }
  }

  private X509Certificate issue(
      String name,
      PublicKey subject,
      Instant now,
      Duration validity,
      Optional<GeneralNames> alternativeNames,
      KeyPurposeId... purposes) {
    try {
      JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
                  X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                  newSerial(),
                  Date.from(now.minus(CLOCK_SKEW)),
                  Date.from(now.plus(validity)),
                  commonName(name),
                  subject)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(
                  Extension.keyUsage,
                  true,
                  new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment))
              .addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purposes))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  identifiers.createSubjectKeyIdentifier(subject))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  identifiers.createAuthorityKeyIdentifier(certificate.getPublicKey()));
      if (alternativeNames.isPresent()) {
        builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames.get());
      }
      return sign(builder, key);
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new PkiException("cannot issue a certificate for " + name, e);
    }
  }

  static String make(String commonName, Instant now) {
    try {
      KeyPair pair = newKeyPair();
      JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
                  commonName(commonName),
                  newSerial(),
                  Date.from(now.minus(CLOCK_SKEW)),
                  Date.from(now.plus(LIFETIME)),
                  commonName(commonName),
                  pair.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  identifiers.createSubjectKeyIdentifier(pair.getPublic()));
      return Pem.of(sign(builder, pair.getPrivate()))
          + Pem.of(Pem.PKCS8, pair.getPrivate().getEncoded());
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new PkiException("cannot make a certificate authority", e);
    }
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    return Pem.certificate(
        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)).getEncoded());
  }

  private static X500Name commonName(String name) {
    return new X500Name("CN=" + name);
  }

  private static BigInteger newSerial() {
    return new BigInteger(SERIAL_BITS, new SecureRandom());
  }
}
