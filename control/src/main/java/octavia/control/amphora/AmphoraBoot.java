package octavia.control.amphora;

import java.time.Instant;
import octavia.cloud.compute.BootFiles;

/** Makes what a new amphora needs to know at its first boot: its certificate and whom to call. */
@FunctionalInterface
public interface AmphoraBoot {

  /** Content for one amphora; each call makes a certificate. */
  Content prepare(String amphoraId);

  /**
   * Files and what the row says of them.
   *
   * @param certificateExpires when the amphora's certificate does
   */
  record Content(BootFiles files, Instant certificateExpires) {}
}
