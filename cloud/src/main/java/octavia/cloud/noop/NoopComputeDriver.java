package octavia.cloud.noop;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import octavia.cloud.compute.BootFiles;
import octavia.cloud.compute.ComputeDriver;
import octavia.cloud.compute.Instance;
import octavia.cloud.network.Port;
import octavia.model.Amphora;

/**
 * {@code compute_noop_driver}: every amphora that was ever built runs. That is told by its row, so
 * it holds after a restart too; {@link #list} knows only what this process has built.
 */
public final class NoopComputeDriver implements ComputeDriver {
  /** The name in the configuration. */
  public static final String NAME = "compute_noop_driver";

  private static final String ADDRESS = "192.0.2.1";

  private final Map<String, Instance> built = new ConcurrentHashMap<>();

  @Override
  public Instance build(Amphora amphora, BootFiles files) {
    return built.computeIfAbsent(amphora.id(), _ -> instance(amphora));
  }

  @Override
  public Optional<Instance> find(Amphora amphora) {
    Optional<Instance> known = Optional.ofNullable(built.get(amphora.id()));
    return known.isPresent() || amphora.computeId() == null
        ? known
        : Optional.of(instance(amphora));
  }

  @Override
  public List<Instance> list() {
    return List.copyOf(built.values());
  }

  @Override
  public void attach(Amphora amphora, Port port) {
    // nothing to do
  }

  @Override
  public String lastWords(Amphora amphora) {
    return "";
  }

  @Override
  public void delete(Amphora amphora) {
    built.remove(amphora.id());
  }

  private static Instance instance(Amphora amphora) {
    String address = amphora.lbNetworkIp() == null ? ADDRESS : amphora.lbNetworkIp();
    return new Instance(amphora.id(), amphora.id(), Instance.State.ACTIVE, address);
  }
}
