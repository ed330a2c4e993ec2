package octavia.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a controller shows to agents: its key, and the certificate that comes first in the chain.
 */
public record ClientIdentity(PrivateKey key, List<X509Certificate> chain) {
  public ClientIdentity {
    chain = List.copyOf(chain);
  }
}
