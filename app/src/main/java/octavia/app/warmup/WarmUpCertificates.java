package octavia.app.warmup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import octavia.pki.AmphoraCertificates;
import octavia.pki.KeySupply;
import octavia.pki.Pki;

/** The throw-away files that an agent and its client need for a training run. */
public final class WarmUpCertificates {
  private WarmUpCertificates() {}

  /** Writes them into a directory. */
  public static void write(Path directory) throws IOException {
    InstantSource clock = InstantSource.system();
    Pki pki = Pki.open(directory, clock);
    pki.controller();
    try (KeySupply keys = new KeySupply(1)) {
      AmphoraCertificates certificates =
          new AmphoraCertificates(pki.serverAuthority(), keys, clock, AmphoraCertificates.VALIDITY);
      Files.writeString(directory.resolve("server.pem"), certificates.issue("warm-up").pem());
    }
  }
}
