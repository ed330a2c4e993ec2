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
   * Has the amphora's instance built, or goes on with a build that was interrupted, or finds the
   * one that is there, whatever its state. Returns soon, the instance may still be booting.
   */
  Instance build(Amphora amphora, BootFiles files);

  /**
   * The amphora's instance. Empty, too, where a build was interrupted: only {@link #build} goes on
   * with it.
   */
  Optional<Instance> find(Amphora amphora);

  /**
   * Every instance that this cloud holds for us, whether a row knows it or not; those whose build
   * was interrupted, too.
   */
  List<Instance> list();

  /**
   * Gives the instance an interface with the port's hardware address; done already is done, also
   * where the agent has moved or renamed it since.
   */
  void attach(Amphora amphora, Port port);

  /**
   * The last that the instance said, on its console or in its log, for a person who asks why it
   * does not answer: one line of at most 1,000 characters. Empty where the cloud does not know.
   */
  String lastWords(Amphora amphora);

  /** Removes the instance and all that came with it; nothing there is done already. */
  void delete(Amphora amphora);
}
