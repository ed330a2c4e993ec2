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
import octavia.cloud.host.Namespace;
import octavia.cloud.host.Processes;
import octavia.cloud.network.Port;
import octavia.model.Amphora;
import octavia.model.Crossing;
import octavia.model.LoadBalancer;
import octavia.model.Vip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service dies before and after each of its calls to the outside, and its successor goes on.
 */
final class CrashTest {
  @TempDir Path directory;

  private final Amphora amphora = Samples.amphora(UUID.randomUUID().toString());

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

  /** What one creation of a load balancer has the local cloud do. */
  private Made create(Sandbox sandbox, Crossing crossing) {
    LocalCloud cloud = sandbox.cloud(Sandbox.SLEEPER, crossing);
    cloud.start();
    LoadBalancer asked =
        Samples.loadBalancer("lb", Samples.onSubnet(sandbox.subnet(cloud, "demo-subnet")));
    Vip vip = cloud.network().allocateVip(asked);
    Instance instance = cloud.compute().build(amphora, Sandbox.FILES);
    Port port = cloud.network().ensureVrrpPort(amphora, Samples.loadBalancer("lb", vip));
    cloud.compute().attach(amphora, port);
    return new Made(instance, port, cloud.network().ownPorts());
  }

  private Made createAndDelete(Sandbox sandbox, Crossing crossing) {
    Made made = create(sandbox, crossing);
    delete(sandbox, crossing);
    return made;
  }

  private boolean delete(Sandbox sandbox, Crossing crossing) {
    LocalCloud cloud = sandbox.cloud(Sandbox.SLEEPER, crossing);
    cloud.start();
    cloud.compute().delete(amphora);
    cloud.network().deleteVrrpPort(amphora);
    cloud
        .network()
        .deallocateVip(
            Samples.loadBalancer("lb", Samples.onSubnet(sandbox.subnet(cloud, "demo-subnet"))));
    return true;
  }

  private static boolean clean(Sandbox sandbox, Crossing crossing) {
    new LocalInventory(sandbox.state, crossing).removeAll();
    return true;
  }

  private void assertWhole(Sandbox sandbox, Made made, String point) {
    assertThat(
            sandbox.in(
                sandbox.names().agent(amphora.id()),
                "ip",
                "link",
                "show",
                "dev",
                HostNames.port(made.port().id())))
        .as(point)
        .contains(made.port().macAddress());
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
    sandbox.in(Namespace.HOST, "ping", "-c1", "-W2", String.valueOf(made.instance().lbNetworkIp()));
  }

  private void assertNoAmphora(Sandbox sandbox, String point) throws IOException {
    LocalCloud cloud = sandbox.started();
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
  private List<String> visits(Work work) throws Exception {
    Stop counter = new Stop(-1);
    try (Sandbox sandbox = new Sandbox(directory.resolve("visits" + UUID.randomUUID()))) {
      work.on(sandbox, counter);
    }
    assertThat(new TreeSet<>(counter.passed))
        .as("the names are stable words")
        .allMatch(name -> name.matches("(before|after) [a-z]+:[a-z -]+"));
    return counter.passed;
  }

  private static Stop die(Sandbox sandbox, int point, Work work) {
    Stop stop = new Stop(point);
    Throwable end = catchThrowable(() -> work.on(sandbox, stop));
    assertThat(end).as("point %s", point).isInstanceOf(Death.class);
    return stop;
  }

  private record Made(Instance instance, Port port, List<Port> ports) {}

  @FunctionalInterface
  private interface Work {
    Object on(Sandbox sandbox, Crossing crossing) throws Exception;
  }

  /** What the program cannot catch by kind, as it cannot catch a kill. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1;
  }

  /** Stops the service at the n-th point and lets nothing of it pass from then on. */
  private static final class Stop implements Crossing {
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
