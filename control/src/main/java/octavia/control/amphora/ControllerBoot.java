package octavia.control.amphora;

import java.util.Map;
import octavia.amphora.conf.AgentConf;
import octavia.pki.AmphoraCertificate;
import octavia.pki.AmphoraCertificates;

/** Boot content whose certificates come from this controller's own authority. */
public final class ControllerBoot implements AmphoraBoot {
  private final AmphoraCertificates certificates;
  private final String clientAuthorityPem;
  private final AgentConfigurations configurations;

  /**
   * Boot content.
   *
   * @param clientAuthorityPem who signs controllers' certificates
   */
  public ControllerBoot(
      AmphoraCertificates certificates,
      String clientAuthorityPem,
      AgentConfigurations configurations) {
    this.certificates = certificates;
    this.clientAuthorityPem = clientAuthorityPem;
    this.configurations = configurations;
  }

  @Override
  public Content prepare(String amphoraId) {
    AmphoraCertificate certificate = certificates.issue(amphoraId);
    return new Content(
        address -> {
          AgentConf conf = configurations.of(amphoraId, address);
          return Map.of(
              AgentConf.FILE,
              conf.render(),
              conf.agentServerCert(),
              certificate.pem(),
              conf.agentServerCa(),
              clientAuthorityPem);
        },
        certificate.expiration());
  }
}
