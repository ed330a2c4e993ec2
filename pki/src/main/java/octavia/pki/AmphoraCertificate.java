package octavia.pki;

import java.time.Instant;

/**
 * What an amphora's agent shows to its controllers.
 *
 * @param pem the certificate, then its PKCS #1 key; secret
 * @param expiration whole seconds
 */
public record AmphoraCertificate(String pem, Instant expiration) {
  @Override
  public String toString() {
    return "AmphoraCertificate[expiration=" + expiration + "]"; // never the key, in no log
  }
}
