package octavia.pki;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PEM texts (RFC 7468) of the forms that this package writes. */
final class Pem {
  static final String CERTIFICATE = "CERTIFICATE";
  static final String PKCS8 = "PRIVATE KEY";
  static final String PKCS1 = "RSA PRIVATE KEY";

  private Pem() {}

  static String of(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  static String of(X509Certificate certificate) {
    try {
      return of(CERTIFICATE, certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate without encoding", e);
    }
  }

  /** The first certificate in {@code text}. */
  static X509Certificate certificate(String text) throws GeneralSecurityException {
    return certificate(block(CERTIFICATE, text));
  }

  static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  /** The first PKCS #8 key in {@code text}, of an algorithm such as {@code EC}. */
  static PrivateKey key(String algorithm, String text) throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm)
        .generatePrivate(new PKCS8EncodedKeySpec(block(PKCS8, text)));
  }

  private static byte[] block(String label, String text) throws GeneralSecurityException {
    Matcher block =
        Pattern.compile(
                "-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]+)-----END " + label + "-----")
            .matcher(text);
    if (!block.find()) {
      throw new GeneralSecurityException("no " + label + " in it");
    }
    try {
      return Base64.getMimeDecoder().decode(block.group(1).getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("a " + label + " that is not base64", e);
    }
  }
}
