package octavia.cloud.compute;

import org.jspecify.annotations.Nullable;

/**
 * A machine of an amphora.
 *
 * @param computeId the driver's own id
 * @param lbNetworkIp its address on the management network; null until it has one
 */
public record Instance(
    String amphoraId, String computeId, State state, @Nullable String lbNetworkIp) {

  /** How the machine is, as far as the cloud can tell. */
  public enum State {
    /** On its way. */
    BUILDING,
    /** Running; its agent may still be starting. */
    ACTIVE,
    /** Parts of it are missing; only {@link ComputeDriver#delete} helps. */
    BROKEN
  }
}
