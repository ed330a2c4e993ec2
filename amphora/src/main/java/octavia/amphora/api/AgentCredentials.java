package octavia.amphora.api;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a controller shows to agents, and whom it believes.
 *
 * @param clientKey the controller's private key
 * @param clientChain its certificate first
 * @param serverAuthorities who may have signed an agent's certificate
 */
public record AgentCredentials(
    PrivateKey clientKey,
    List<X509Certificate> clientChain,
    List<X509Certificate> serverAuthorities) {

  public AgentCredentials {
    clientChain = List.copyOf(clientChain);
    serverAuthorities = List.copyOf(serverAuthorities);
  }

  @Override
  public String toString() {
    return "AgentCredentials[" + clientChain.getFirst().getSubjectX500Principal() + "]";
  }
}
