package octavia.cloud.secret;

import java.util.Optional;

/**
 * A certificate with its key, all in PEM.
 *
 * @param intermediates certificates between this one and its authority; empty for none
 * @param passphrase of the key
 */
public record TlsContainer(
    String certificate, String privateKey, String intermediates, Optional<String> passphrase) {

  /** Without the key. */
  @Override
  public String toString() {
    return "TlsContainer[" + certificate + "]";
  }
}
