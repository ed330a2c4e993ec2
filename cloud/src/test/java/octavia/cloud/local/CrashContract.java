package octavia.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import octavia.cloud.Samples;
import octavia.cloud.compute.Instance;
import octavia.cloud.host.HostNames;
import octavia.cloud.host.Processes;
import octavia.cloud.local.compute.AmphoraKind;
import octavia.cloud.network.Port;
import octavia.model.Amphora;
import octavia.model.Crossing;
import octavia.model.LoadBalancer;
import octavia.model.Vip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service dies before and after each of its calls to the outside while it makes an amphora, and
 * its successor goes on. Each kind of amphora has a test of it.
 */
abstract class CrashContract {
  @TempDir Path directory;

  final Amphora amphora = Samples.amphora(UUID.randomUUID().toString());

  @Test
  void whateverACrashLeavesIsMadeWholeByTheNextTry() throws Exception {
    int points = visits(this::create).size();
    for (int point = 0; point < points; point++) {
      try (Sandbox sandbox = new Sandbox(directory.resolve("create" + point))) {
        Stop stop = die(sandbox, point, this::create);

        Made made = create(sandbox, Crossing.OPEN);

        assertThat(made.instance().state()).as(stop.name).isEqualTo(Instance.State.ACTIVE);
        assertThat(made.ports()).as(stop.name).hasSize(2);
        assertWhole(sandbox, made, stop.name);
        delete(sandbox, Crossing.OPEN);
        assertNoAmphora(sandbox, stop.name);
        sandbox.clean();
        assertThat(sandbox.remains()).as(stop.name).isEmpty();
      }
    }
  }

  /** What one creation of a load balancer has the local cloud do. */
  Made create(Sandbox sandbox, Crossing crossing) {
    LocalCloud cloud = sandbox.cloud(kind(), crossing);
    cloud.start();
    LoadBalancer asked =
        Samples.loadBalancer("lb", Samples.onSubnet(sandbox.subnet(cloud, "demo-subnet")));
    Vip vip = cloud.network().allocateVip(asked);
    Instance instance = cloud.compute().build(amphora, Sandbox.FILES);
    Port port = cloud.network().ensureVrrpPort(amphora, Samples.loadBalancer("lb", vip));
    cloud.compute().attach(amphora, port);
    return new Made(instance, port, cloud.network().ownPorts());
  }

  Made createAndDelete(Sandbox sandbox, Crossing crossing) {
    Made made = create(sandbox, crossing);
    delete(sandbox, crossing);
    return made;
  }

  boolean delete(Sandbox sandbox, Crossing crossing) {
    LocalCloud cloud = sandbox.cloud(kind(), crossing);
    cloud.start();
    cloud.compute().delete(amphora);
    cloud.network().deleteVrrpPort(amphora);
    cloud
        .network()
        .deallocateVip(
            Samples.loadBalancer("lb", Samples.onSubnet(sandbox.subnet(cloud, "demo-subnet"))));
    return true;
  }

  /** What the amphorae are. */
  abstract AmphoraKind kind();

  /** The amphora has its interfaces. */
  abstract void assertInside(Sandbox sandbox, Instance instance, Port port, String point);

  private void assertWhole(Sandbox sandbox, Made made, String point) {
    assertInside(sandbox, made.instance(), made.port(), point);
    assertThat(
            sandbox.in(
                sandbox.names().networks(),
                "ip",
                "link",
                "show",
                "dev",
                HostNames.port(made.port().id())))
        .as(point)
        .contains("master " + HostNames.bridge(made.port().networkId()))
        .contains("alias amphora/" + amphora.id() + "/port/" + made.port().id())
        .contains("UP");
    assertThat(
            Processes.find(
                    words -> words.stream().anyMatch(word -> word.contains(sandbox.state + "/")))
                .stream()
                .filter(Processes.Found::isInit)
                .toList())
        .as(point)
        .hasSize(1);
  }

  void assertNoAmphora(Sandbox sandbox, String point) throws IOException {
    LocalCloud cloud = sandbox.cloud(kind(), Crossing.OPEN);
    cloud.start();
    assertThat(cloud.compute().list()).as(point).isEmpty();
    assertThat(cloud.network().ownPorts()).as(point).isEmpty();
    assertThat(sandbox.remains())
        .as(point)
        .noneMatch(each ->
            each.contains(amphora.id())
                || each.contains(sandbox.names().agent(amphora.id()).name()));
    assertThat(sandbox.in(sandbox.names().networks(), "ip", "link", "show"))
        .as(point)
        .doesNotContain("amphora/");
  }

  /** The names of all points that {@code work} passes, before and after each call. */
  List<String> visits(Work work) throws Exception {
    Stop counter = new Stop(-1);
    try (Sandbox sandbox = new Sandbox(directory.resolve("visits" + UUID.randomUUID()))) {
      work.on(sandbox, counter);
    }
    assertThat(new TreeSet<>(counter.passed))
        .as("the names are stable words")
        .allMatch(name -> name.matches("(before|after) [a-z]+:[a-z -]+"));
    return counter.passed;
  }

  static Stop die(Sandbox sandbox, int point, Work work) {
    Stop stop = new Stop(point);
    Throwable end = catchThrowable(() -> work.on(sandbox, stop));
    assertThat(end).as("point %s", point).isInstanceOf(Death.class);
    return stop;
  }

  record Made(Instance instance, Port port, List<Port> ports) {}

  @FunctionalInterface
  interface Work {
    Object on(Sandbox sandbox, Crossing crossing) throws Exception;
  }

  /** What the program cannot catch by kind, as it cannot catch a kill. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1;
  }

  /** Stops the service at the n-th point and lets nothing of it pass from then on. */
  static final class Stop implements Crossing {
    final List<String> passed = new ArrayList<>();
    String name = "";
    private final int point;

    Stop(int point) {
      this.point = point;
    }

    @Override
    public void before(String crossing) {
      pass("before " + crossing);
    }

    @Override
    public void after(String crossing) {
      pass("after " + crossing);
    }

    private void pass(String at) {
      if (!name.isEmpty()) {
        throw new Death();
      }
      if (passed.size() == point) {
        name = at;
        throw new Death();
      }
      passed.add(at);
    }
  }
}
