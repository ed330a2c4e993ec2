package octavia.cloud.compute;

import java.util.Map;
import java.util.Optional;

/** The files that an amphora finds at its first boot (a config drive brings them). */
@FunctionalInterface
public interface BootFiles {

  /**
   * Absolute path to content; all of them secret, mode 0600.
   *
   * @param managementAddress the amphora's address on the management network, where the driver
   *     knows it beforehand
   */
  Map<String, String> files(Optional<String> managementAddress);
}
