package octavia.cloud.noop;

import java.util.List;
import java.util.Optional;
import octavia.cloud.compute.BootFiles;
import octavia.cloud.compute.ComputeDriver;
import octavia.cloud.compute.Instance;
import octavia.cloud.network.Port;
import octavia.model.Amphora;
import org.jspecify.annotations.Nullable;

/**
 * {@code compute_noop_driver}: every amphora has a machine as soon as its row names one. Nothing is
 * remembered, so a restart changes nothing. For all threads.
 */
public final class NoopCompute implements ComputeDriver {
  private static final String MANAGEMENT_ADDRESS = "192.0.2.1";

  @Override
  public Instance build(Amphora amphora, BootFiles files) {
    return instance(amphora.id(), "noop-" + amphora.id().substring(0, 8));
  }

  @Override
  public Optional<Instance> find(Amphora amphora) {
    @Nullable String computeId = amphora.computeId();
    return computeId == null ? Optional.empty() : Optional.of(instance(amphora.id(), computeId));
  }

  @Override
  public List<Instance> list() {
    return List.of();
  }

  @Override
  public void attach(Amphora amphora, Port port) {}

  @Override
  public void delete(Amphora amphora) {}

  private static Instance instance(String amphoraId, String computeId) {
    return new Instance(amphoraId, computeId, Instance.State.ACTIVE, MANAGEMENT_ADDRESS);
  }
}
