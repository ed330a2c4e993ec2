package octavia.amphora.api;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Believes one amphora: a chain to the server authorities whose certificate names the amphora's id.
 * Addresses change hands, so the host name that was dialled says nothing and is not looked at.
 */
final class AmphoraTrust extends X509ExtendedTrustManager {
  private static final int DNS_NAME = 2; // RFC 5280, 4.2.1.6

  private final X509ExtendedTrustManager authorities;
  private final String amphoraId;

  AmphoraTrust(X509ExtendedTrustManager authorities, String amphoraId) {
    this.authorities = authorities;
    this.amphoraId = amphoraId;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    authorities.checkServerTrusted(chain, authType);
    List<String> names = names(chain[0]);
    if (names.stream().noneMatch(amphoraId::equalsIgnoreCase)) {
      throw new CertificateException("the agent is " + names + ", not amphora " + amphoraId);
    }
  }

  // The engine and the socket would bring the platform's check of the host name: not ours.
  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this side is the client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.getAcceptedIssuers();
  }

  /** The DNS names that the certificate is for; its common name only if it has none. */
  private static List<String> names(X509Certificate certificate) throws CertificateException {
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives != null) {
      List<String> names =
          alternatives.stream()
              .filter(name -> Objects.equals(name.get(0), DNS_NAME))
              .map(name -> (String) name.get(1))
              .toList();
      if (!names.isEmpty()) {
        return names;
      }
    }
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
              .map(Rdn::getValue)
              .map(String::valueOf)
              .toList();
    } catch (InvalidNameException e) {
      throw new CertificateException("the certificate's subject cannot be read", e);
    }
  }
}
