package octavia.api.tls;

import java.util.ArrayList;
import java.util.List;
import octavia.api.error.Faults;
import octavia.cloud.CloudException;
import octavia.cloud.secret.Certificates;
import octavia.cloud.secret.SecretDriver;
import org.jspecify.annotations.Nullable;

/** Whether what requests refer to can be read. Not for use inside a transaction. */
public final class TlsReferences {
  private final SecretDriver secrets;

  public TlsReferences(SecretDriver secrets) {
    this.secrets = secrets;
  }

  /** Refuses certificates that cannot be read, all of them at once. */
  public void checkContainers(List<String> references) {
    List<String> bad = new ArrayList<>();
    for (String reference : references) {
      try {
        secrets.container(reference);
      } catch (CloudException _) {
        bad.add(reference);
      }
    }
    if (!bad.isEmpty()) {
      throw Faults.unreadableCertificates(bad);
    }
  }

  /** Refuses an authority that is none, and a revocation list that it has not signed. */
  public void checkAuthority(@Nullable String authorityRef, @Nullable String listRef) {
    if (authorityRef == null) {
      return; // the rules refuse a list without an authority
    }
    List<String> bad = new ArrayList<>();
    String authority = "";
    String list = "";
    try {
      authority = secrets.authority(authorityRef);
    } catch (CloudException _) {
      bad.add(authorityRef);
    }
    if (listRef != null) {
      try {
        list = secrets.revocationList(listRef);
      } catch (CloudException _) {
        bad.add(listRef);
      }
    }
    if (!bad.isEmpty()) {
      throw Faults.unreadableCertificates(bad);
    }
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
}
