package octavia.control.amphora;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import octavia.amphora.conf.AgentConf;
import octavia.pki.AmphoraCertificate;
import octavia.pki.AmphoraCertificates;

/** Boot content whose certificates come from this controller's own authority. */
public final class ControllerBoot implements AmphoraBoot {
  private static final String ANY_ADDRESS = "::";

  private final AmphoraCertificates certificates;
  private final String clientAuthorityPem;
  private final List<String> healthManagers;
  private final Duration heartbeatInterval;
  private final String heartbeatKey;
  private final String haproxyCommand;

  /**
   * Boot content.
   *
   * @param clientAuthorityPem who signs controllers' certificates
   * @param healthManagers {@code address:port} of each that takes heartbeats
   * @param heartbeatKey signs heartbeats; secret
   * @param haproxyCommand HAProxy's program in an amphora
   */
  public ControllerBoot(
      AmphoraCertificates certificates,
      String clientAuthorityPem,
      List<String> healthManagers,
      Duration heartbeatInterval,
      String heartbeatKey,
      String haproxyCommand) {
    this.certificates = certificates;
    this.clientAuthorityPem = clientAuthorityPem;
    this.healthManagers = List.copyOf(healthManagers);
    this.heartbeatInterval = heartbeatInterval;
    this.heartbeatKey = heartbeatKey;
    this.haproxyCommand = haproxyCommand;
  }

  @Override
  public Content prepare(String amphoraId) {
    AmphoraCertificate certificate = certificates.issue(amphoraId);
    return new Content(
        address -> {
          AgentConf conf =
              AgentConf.of(
                      amphoraId,
                      address.orElse(ANY_ADDRESS),
                      healthManagers,
                      heartbeatInterval,
                      heartbeatKey)
                  .withHaproxy(haproxyCommand);
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
