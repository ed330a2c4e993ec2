package octavia.cloud.local.compute;

import octavia.cloud.CloudException;
import octavia.cloud.compute.BootFiles;
import octavia.cloud.host.Processes;
import octavia.cloud.network.Port;

/**
 * What differs between kinds of amphorae; what they have in common, {@link LocalComputeDriver}
 * does. Each kind has a tree of processes that ends with its first one, and interfaces among the
 * bridges whose aliases begin with {@link #alias}.
 */
interface Machines {

  /** What the alias of each of an amphora's interfaces among the bridges begins with. */
  static String alias(String id) {
    return "amphora/" + id + "/";
  }

  /**
   * Looks whether this host has what they need.
   *
   * @throws CloudException of kind INVALID that says what is missing
   */
  void check();

  /**
   * Makes all of an amphora of which nothing but its entry in the ledger is there, and starts it;
   * {@link Home#started} is the last thing made.
   */
  void make(StoredInstance stored, Home home, BootFiles files);

  /** True if the amphora of that first process has all that it cannot do without. */
  boolean isWhole(String id, Processes.Found first);

  /** Gives the amphora an interface; done already is done. */
  void attach(String id, Home home, Port port);
}
