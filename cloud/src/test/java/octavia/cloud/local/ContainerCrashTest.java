package octavia.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import octavia.cloud.compute.Instance;
import octavia.cloud.host.Namespace;
import octavia.cloud.local.compute.AmphoraKind;
import octavia.cloud.network.Port;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Containers, of an image whose agent sleeps. */
@EnabledIfSystemProperty(
    named = "octavia.full",
    matches = "true",
    disabledReason = "run by ./octavia test --full")
class ContainerCrashTest extends CrashContract {
  private Path image = Path.of("");

  @BeforeEach
  void makeImage() {
    image = TinyImage.make(directory);
  }

  @Override
  AmphoraKind kind() {
    return TinyImage.containers(image);
  }

  @Override
  void assertInside(Sandbox sandbox, Instance instance, Port port, String point) {
    assertThat(sandbox.in(sandbox.names().agent(amphora.id()), "ip", "link", "show"))
        .as(point)
        .contains(port.macAddress());
    sandbox.in(Namespace.HOST, "ping", "-c1", "-W2", String.valueOf(instance.lbNetworkIp()));
  }
}
