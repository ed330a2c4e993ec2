package octavia.control.amphora;

import java.time.Instant;
import java.util.Map;
import octavia.cloud.compute.BootFiles;
import org.jspecify.annotations.Nullable;

/** Makes what a new amphora needs to know at its first boot: its certificate and whom to call. */
@FunctionalInterface
public interface AmphoraBoot {

  /** For machines that never start, and so need neither files nor a key that takes time to make. */
  AmphoraBoot NOTHING = _ -> new Content(_ -> Map.of(), null);

  /** Content for one amphora; each call makes a certificate. */
  Content prepare(String amphoraId);

  /**
   * Files and what the row says of them.
   *
   * @param certificateExpires when the amphora's certificate does; null without one
   */
  record Content(BootFiles files, @Nullable Instant certificateExpires) {}
}
