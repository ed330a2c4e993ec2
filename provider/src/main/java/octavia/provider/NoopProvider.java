package octavia.provider;

import java.util.List;
import octavia.model.Graph;
import org.jspecify.annotations.Nullable;

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
  public List<Capability> getSupportedFlavorMetadata() {
    return List.of(
        Capability.of(
            "amp_image_tag",
            Capability.Type.STRING,
            "The glance image tag to use for this load balancer."));
  }

  @Override
  public void validateFlavor(@Nullable Object data) {}

  @Override
  public List<Capability> getSupportedAvailabilityZoneMetadata() {
    return List.of(
        Capability.of(
            "compute_zone",
            Capability.Type.STRING,
            "The compute availability zone to use for this loadbalancer."),
        Capability.of(
            "volume_zone",
            Capability.Type.STRING,
            "The volume availability zone to use for this loadbalancer."));
  }

  @Override
  public void validateAvailabilityZone(@Nullable Object data) {}

  @Override
  public Outcome reconcile(Graph graph, Pass pass) {
    return Outcome.DONE;
  }
}
