package octavia.control.amphora;

import java.util.Map;
import octavia.cloud.network.Network;
import octavia.cloud.network.Port;
import octavia.cloud.network.Subnet;
import octavia.model.Amphora;
import octavia.model.Graph;

/** {@code amphora_noop_driver}: talks to nobody, and everything succeeds. */
public final class NoopAmphoraDriver implements AmphoraDriver {

  @Override
  public boolean answers(Amphora amphora) {
    return true;
  }

  @Override
  public void plugVip(Amphora amphora, String vip, Port port, Subnet subnet, Network network) {}

  @Override
  public boolean sendsHeartbeats() {
    return false;
  }

  @Override
  public Map<String, String> apply(Amphora amphora, Graph graph) {
    return Map.of();
  }

  @Override
  public Told configure(Amphora amphora) {
    return new Told("the amphora has taken its configuration", "");
  }
}
