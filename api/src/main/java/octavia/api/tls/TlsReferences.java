package octavia.api.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import octavia.api.error.Faults;
import octavia.cloud.CloudException;
import octavia.cloud.secret.Certificates;
import octavia.cloud.secret.SecretDriver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether what requests refer to can be read. Not for use inside a transaction. */
public final class TlsReferences {
  private static final Logger LOG = LoggerFactory.getLogger(TlsReferences.class);

  private final SecretDriver secrets;

  public TlsReferences(SecretDriver secrets) {
    this.secrets = secrets;
  }

  /** Refuses certificates that cannot be read, all of them at once. */
  public void checkContainers(List<String> references) {
    Unreadable bad = new Unreadable();
    references.forEach(reference -> bad.read(secrets::container, reference));
    bad.refuse();
  }

  /** Refuses an authority that is none, and a revocation list that it has not signed. */
  public void checkAuthority(@Nullable String authorityRef, @Nullable String listRef) {
    if (authorityRef == null) {
      return; // the rules refuse a list without an authority
    }
    Unreadable bad = new Unreadable();
    String authority = bad.read(secrets::authority, authorityRef).orElse("");
    String list = listRef == null ? "" : bad.read(secrets::revocationList, listRef).orElse("");
    bad.refuse();
    try {
      Certificates.checkCertificate(authority);
    } catch (CloudException e) {
      throw Faults.validation(
          "client_ca_tls_container_ref",
          "The client authentication CA certificate is invalid. It must be a valid x509 PEM format"
              + " certificate. Error: "
              + e.reason());
    }
    if (listRef == null) {
      return;
    }
    try {
      Certificates.checkRevocationList(list);
    } catch (CloudException e) {
      throw Faults.validation(
          "client_crl_container_ref",
          "The client authentication certificate revocation list is invalid. It must be a valid"
              + " x509 PEM format certificate revocation list. Error: "
              + e.reason());
    }
    if (!Certificates.signed(authority, list)) {
      throw Faults.validation(
          "client_crl_container_ref",
          "The CRL specified is not valid for client certificate authority reference supplied.");
    }
  }

  /** What could not be read, so that all of it is said at once. */
  private static final class Unreadable {
    private final List<String> references = new ArrayList<>();

    /**
     * Reads what the reference names.
     *
     * @throws CloudException if that may work later
     */
    <T> Optional<T> read(Function<String, T> from, String reference) {
      try {
        return Optional.of(from.apply(reference));
      } catch (CloudException e) {
        if (e.kind() == CloudException.Kind.FAILED) {
          throw e;
        }
        LOG.info("a certificate cannot be read: {}", e.reason());
        references.add(reference);
        return Optional.empty();
      }
    }

    void refuse() {
      if (!references.isEmpty()) {
        throw Faults.unreadableCertificates(references);
      }
    }
  }
}
