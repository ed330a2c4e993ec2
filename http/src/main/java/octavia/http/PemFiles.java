package octavia.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates and unencrypted private keys out of PEM text (RFC 7468). The JDK reads PKCS #8 only;
 * amphorae carry PKCS #1 keys, which are wrapped here.
 */
public final class PemFiles {
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN (RSA |EC )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END (?:RSA |EC"
              + " )?PRIVATE KEY-----");

  /** AlgorithmIdentifier rsaEncryption with NULL parameters (RFC 8017, A.1), DER. */
  private static final byte[] RSA_ALGORITHM = {
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  private PemFiles() {}

  /**
   * All certificates in {@code pem}, in their order.
   *
   * @throws IllegalArgumentException if there is none or one cannot be read
   */
  public static List<X509Certificate> certificates(String pem) {
    List<X509Certificate> certificates = new ArrayList<>();
    StringBuilder blocks = new StringBuilder();
    Matcher matcher =
        Pattern.compile("-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", Pattern.DOTALL)
            .matcher(pem);
    while (matcher.find()) {
      blocks.append(matcher.group()).append('\n');
    }
    try {
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(
                      blocks.toString().getBytes(StandardCharsets.US_ASCII)))) {
        certificates.add((X509Certificate) certificate);
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a certificate in PEM", e);
    }
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("no certificate in the PEM text");
    }
    return certificates;
  }

  /**
   * The first private key in {@code pem}: PKCS #8 (RSA or EC) or PKCS #1 (RSA).
   *
   * @throws IllegalArgumentException if there is none or it cannot be read
   */
  public static PrivateKey privateKey(String pem) {
    Matcher matcher = KEY.matcher(pem);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no unencrypted private key in the PEM text");
    }
    byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
    String form = matcher.group(1) == null ? "" : matcher.group(1).strip();
    if (form.equals("EC")) {
      throw new IllegalArgumentException("EC keys are read as PKCS #8 only");
    }
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(form.equals("RSA") ? wrapPkcs1(der) : der);
    for (String algorithm : List.of("RSA", "EC")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (GeneralSecurityException e) {
        if (algorithm.equals("EC")) {
          throw new IllegalArgumentException("neither an RSA nor an EC private key", e);
        }
      }
    }
    throw new IllegalStateException("unreachable");
  }

  /** PKCS #8 around a PKCS #1 key (RFC 5208): version 0, algorithm, key as octets. */
  private static byte[] wrapPkcs1(byte[] pkcs1) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(new byte[] {0x02, 0x01, 0x00});
    content.writeBytes(RSA_ALGORITHM);
    content.writeBytes(tlv(0x04, pkcs1));
    return tlv(0x30, content.toByteArray());
  }

  private static byte[] tlv(int tag, byte[] value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (value.length < 0x80) {
      out.write(value.length);
    } else {
      byte[] length = java.math.BigInteger.valueOf(value.length).toByteArray();
      int skip = length[0] == 0 ? 1 : 0;
      out.write(0x80 | (length.length - skip));
      out.write(length, skip, length.length - skip);
    }
    out.writeBytes(value);
    return out.toByteArray();
  }
}
