package octavia.cloud.noop;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import octavia.cloud.secret.SecretDriver;
import octavia.cloud.secret.TlsContainer;
import octavia.pki.SelfMade;
import org.jspecify.annotations.Nullable;

/**
 * {@code noop_cert_manager}: any reference yields the same valid certificate, which is made when it
 * is first asked for.
 */
public final class NoopSecretDriver implements SecretDriver {
  /** The name in the configuration. */
  public static final String NAME = "noop_cert_manager";

  private final Supplier<SelfMade> make;

  /** Made once, by whichever thread comes first. */
  private @Nullable SelfMade made;

  public NoopSecretDriver(InstantSource clock) {
    this.make = () -> SelfMade.of("noop", clock.instant());
  }

  @Override
  public TlsContainer container(String reference) {
    SelfMade one = made();
    return new TlsContainer(one.certificatePem(), one.keyPem(), "", Optional.empty());
  }

  @Override
  public String authority(String reference) {
    return made().certificatePem();
  }

  @Override
  public String revocationList(String reference) {
    return made().revocationListPem();
  }

  private synchronized SelfMade made() {
    SelfMade one = made;
    if (one == null) {
      one = make.get();
      made = one;
    }
    return one;
  }
}
