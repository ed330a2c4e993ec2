package octavia.app.standalone;

import java.net.URI;
import octavia.app.command.CommandFailure;

/**
 * The whole service in this process: API, reconciler, heartbeats, the embedded database and the
 * local cloud. {@link #start} returns when the API answers; {@link #close} stops in reverse order.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedMethod"}) // until the rooms are wired
public final class Standalone implements Service {
  private final URI apiUrl;

  private Standalone(URI apiUrl) {
    this.apiUrl = apiUrl;
  }

  /**
   * Starts the service.
   *
   * @throws CommandFailure if it cannot run, such as on a port or state directory that is in use
   * @throws octavia.config.ConfigException with all that is wrong with the configuration
   */
  public static Standalone start(StandaloneSettings settings) {
    throw new CommandFailure("the rooms are not wired yet: " + settings.stateDirectory());
  }

  @Override
  public URI apiUrl() {
    return apiUrl;
  }

  @Override
  public void close() {}
}
