package octavia.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import octavia.cloud.compute.Instance;
import octavia.cloud.host.HostNames;
import octavia.cloud.host.Namespace;
import octavia.cloud.local.compute.AmphoraKind;
import octavia.cloud.network.Port;
import octavia.model.Crossing;
import org.junit.jupiter.api.Test;

/** Amphorae of namespaces; and the removal, which is the same for all. */
final class CrashTest extends CrashContract {

  @Test
  void aDeletionThatDiedIsFinishedByTheNextTry() throws Exception {
    int points = visits(this::createAndDelete).size() - visits(this::create).size();
    int first = visits(this::create).size();
    for (int point = first; point < first + points; point++) {
      try (Sandbox sandbox = new Sandbox(directory.resolve("delete" + point))) {
        Stop stop = die(sandbox, point, this::createAndDelete);

        delete(sandbox, Crossing.OPEN);

        assertNoAmphora(sandbox, stop.name);
      }
    }
  }

  @Test
  void whateverACrashLeavesIsRemovedByCleaning() throws Exception {
    List<String> visits = visits(this::createAndDelete);
    for (int point = 0; point < visits.size(); point += 3) {
      try (Sandbox sandbox = new Sandbox(directory.resolve("clean" + point))) {
        Stop stop = die(sandbox, point, this::createAndDelete);

        sandbox.clean();

        assertThat(sandbox.remains()).as(stop.name).isEmpty();
      }
    }
  }

  @Test
  void aCleaningThatDiedIsFinishedByTheNextTry() throws Exception {
    int points =
        visits(
                (sandbox, crossing) -> {
                  create(sandbox, Crossing.OPEN);
                  return clean(sandbox, crossing);
                })
            .size();
    for (int point = 0; point < points; point++) {
      try (Sandbox sandbox = new Sandbox(directory.resolve("cleaning" + point))) {
        create(sandbox, Crossing.OPEN);
        Stop stop = die(sandbox, point, CrashTest::clean);

        sandbox.clean();

        assertThat(sandbox.remains()).as(stop.name).isEmpty();
      }
    }
  }

  @Override
  AmphoraKind kind() {
    return Sandbox.SLEEPER;
  }

  @Override
  void assertInside(Sandbox sandbox, Instance instance, Port port, String point) {
    assertThat(
            sandbox.in(
                sandbox.names().agent(amphora.id()),
                "ip",
                "link",
                "show",
                "dev",
                HostNames.port(port.id())))
        .as(point)
        .contains(port.macAddress());
    sandbox.in(Namespace.HOST, "ping", "-c1", "-W2", String.valueOf(instance.lbNetworkIp()));
  }

  private static boolean clean(Sandbox sandbox, Crossing crossing) {
    new LocalInventory(sandbox.state, crossing).removeAll();
    return true;
  }
}
