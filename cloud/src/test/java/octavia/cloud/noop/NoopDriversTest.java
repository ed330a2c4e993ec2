package octavia.cloud.noop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import octavia.cloud.Samples;
import octavia.cloud.compute.Instance;
import octavia.cloud.network.NetworkDriver;
import octavia.cloud.network.NetworkDriverContract;
import octavia.model.LoadBalancer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class NoopDriversTest {

  @Nested
  final class Network extends NetworkDriverContract {
    private final NetworkDriver driver = new NoopNetworkDriver();

    @Override
    protected NetworkDriver driver() {
      return driver;
    }

    @Override
    protected String subnetId() {
      return "6f1d4a52-2f4f-4c7e-9d6a-0e5a3a0f3c11";
    }

    @Override
    protected String freeAddress() {
      return "203.0.113.7";
    }
  }

  @Test
  void aVipIsUpstreamsUnlessAskedOtherwiseAndTheSameAfterARestart() {
    LoadBalancer asked = Samples.loadBalancer("lb", Samples.onSubnet("subnet"));

    assertThat(new NoopNetworkDriver().allocateVip(asked))
        .isEqualTo(new NoopNetworkDriver().allocateVip(asked))
        .extracting("ipAddress")
        .isEqualTo("198.51.100.1");
    assertThat(
            new NoopNetworkDriver()
                .allocateVip(Samples.loadBalancer("lb", Samples.vip(null, "port", null, null)))
                .octaviaOwned())
        .isFalse();
  }

  @Test
  void everyAmphoraThatWasBuiltIsFoundAfterARestart() {
    NoopComputeDriver compute = new NoopComputeDriver();
    assertThat(compute.find(Samples.amphora("a"))).isEmpty();

    Instance built = compute.build(Samples.amphora("a"), _ -> Map.of());

    assertThat(built.state()).isEqualTo(Instance.State.ACTIVE);
    assertThat(compute.find(Samples.amphora("a"))).contains(built);
    assertThat(compute.list()).containsExactly(built);
    assertThat(new NoopComputeDriver().find(Samples.amphora("a", built.computeId())))
        .contains(built);

    compute.delete(Samples.amphora("a"));
    assertThat(compute.list()).isEmpty();
    assertThat(compute.find(Samples.amphora("a"))).isEmpty();
  }
}
