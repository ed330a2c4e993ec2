package octavia.api;

import octavia.model.Graph;
import octavia.model.L7Policy;
import octavia.model.LbAlgorithm;
import octavia.model.Listener;
import octavia.model.Pool;
import octavia.provider.Outcome;
import octavia.provider.Pass;
import octavia.provider.Provider;
import octavia.provider.UnsupportedOptionException;
import org.jspecify.annotations.Nullable;

/** A provider that refuses what the amphora provider refuses of a pool. */
final class FakeProvider implements Provider {

  @Override
  public String name() {
    return "amphora";
  }

  @Override
  public String description() {
    return "refuses one algorithm";
  }

  @Override
  public void validate(Pool pool) {
    if (pool.lbAlgorithm() == LbAlgorithm.SOURCE_IP_PORT) {
      throw new UnsupportedOptionException(
          "Amphora provider does not support SOURCE_IP_PORT algorithm.");
    }
  }

  @Override
  public void validateFlavor(@Nullable Object data) {
    throw new UnsupportedOptionException("no flavor is good enough");
  }

  @Override
  public void validate(L7Policy policy, Listener listener) {
    if (!listener.protocol().isHttp()) {
      throw new UnsupportedOptionException(
          listener.protocol() + " protocol listeners do not support L7 policies");
    }
  }

  @Override
  public Outcome reconcile(Graph graph, Pass pass) {
    return Outcome.DONE;
  }
}
