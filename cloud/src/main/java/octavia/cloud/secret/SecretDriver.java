package octavia.cloud.secret;

import octavia.cloud.CloudException;

/**
 * Reads what tenants refer to. All methods throw {@link CloudException}: NOT_FOUND if the reference
 * leads nowhere, INVALID if what is there cannot be read, FAILED if nobody answers. Called from
 * many threads.
 */
public interface SecretDriver {

  /** A certificate with its key. */
  TlsContainer container(String reference);

  /** The certificate of an authority, in PEM. */
  String authority(String reference);

  /** A certificate revocation list, in PEM. */
  String revocationList(String reference);
}
