package octavia.cloud.secret;

import octavia.cloud.CloudException;

/**
 * Stands for a driver that a configuration names and this version does not have, so that a service
 * can start which does not need it. Every method throws.
 */
public final class UnbuiltSecretDriver implements SecretDriver {
  private final String name;

  /** With the name of the configuration. */
  public UnbuiltSecretDriver(String name) {
    this.name = name;
  }

  @Override
  public TlsContainer container(String reference) {
    throw unbuilt();
  }

  @Override
  public String authority(String reference) {
    throw unbuilt();
  }

  @Override
  public String revocationList(String reference) {
    throw unbuilt();
  }

  private CloudException unbuilt() {
    return new CloudException(
        CloudException.Kind.FAILED, "this version has no certificate manager " + name);
  }
}
