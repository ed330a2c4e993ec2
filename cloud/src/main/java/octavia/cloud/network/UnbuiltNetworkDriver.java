package octavia.cloud.network;

import java.util.List;
import java.util.Optional;
import octavia.cloud.CloudException;
import octavia.model.Amphora;
import octavia.model.LoadBalancer;
import octavia.model.Vip;

/**
 * Stands for a driver that a configuration names and this version does not have, so that a service
 * can start which does not need it. Every method throws.
 */
public final class UnbuiltNetworkDriver implements NetworkDriver {
  private final String name;

  /** With the name of the configuration. */
  public UnbuiltNetworkDriver(String name) {
    this.name = name;
  }

  @Override
  public Optional<Network> network(String id) {
    throw unbuilt();
  }

  @Override
  public Optional<Subnet> subnet(String id) {
    throw unbuilt();
  }

  @Override
  public Optional<Port> port(String id) {
    throw unbuilt();
  }

  @Override
  public boolean hasSecurityGroup(String id) {
    throw unbuilt();
  }

  @Override
  public boolean hasQosPolicy(String id) {
    throw unbuilt();
  }

  @Override
  public Vip allocateVip(LoadBalancer loadBalancer) {
    throw unbuilt();
  }

  @Override
  public void deallocateVip(LoadBalancer loadBalancer) {
    throw unbuilt();
  }

  @Override
  public Port ensureVrrpPort(Amphora amphora, LoadBalancer loadBalancer) {
    throw unbuilt();
  }

  @Override
  public void deleteVrrpPort(Amphora amphora) {
    throw unbuilt();
  }

  @Override
  public List<Port> ownPorts() {
    throw unbuilt();
  }

  private CloudException unbuilt() {
    return new CloudException(
        CloudException.Kind.FAILED, "this version has no network driver " + name);
  }
}
