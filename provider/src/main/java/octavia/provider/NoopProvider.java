package octavia.provider;

import octavia.model.Graph;

/** Carries nothing, and everything succeeds: for trying the API without a data plane. */
public final class NoopProvider implements Provider {

  @Override
  public String name() {
    return "noop_driver";
  }

  @Override
  public String description() {
    return "Octavia no-op driver.";
  }

  @Override
  public Outcome reconcile(Graph graph, Pass pass) {
    return Outcome.DONE;
  }
}
