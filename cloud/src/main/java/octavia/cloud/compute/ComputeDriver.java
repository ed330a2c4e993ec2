package octavia.cloud.compute;

import java.util.List;
import java.util.Optional;
import octavia.cloud.CloudException;
import octavia.cloud.network.Port;
import octavia.model.Amphora;

/**
 * Makes and removes the machines that amphorae run on. Everything is found by the amphora's id
 * (instance name {@code amphora-<id>}), so that every method may be repeated after a crash. All
 * methods throw {@link CloudException} and are called from many threads, never twice at once for
 * one amphora.
 */
public interface ComputeDriver {

  /**
   * Has the amphora's instance built, or finds the one that is there. Returns soon, the instance
   * may still be booting.
   */
  Instance build(Amphora amphora, BootFiles files);

  /** The amphora's instance. */
  Optional<Instance> find(Amphora amphora);

  /** Every instance that this cloud holds for us, whether a row knows it or not. */
  List<Instance> list();

  /** Gives the instance an interface with the port's hardware address; done already is done. */
  void attach(Amphora amphora, Port port);

  /** Removes the instance and all that came with it; nothing there is done already. */
  void delete(Amphora amphora);
}
