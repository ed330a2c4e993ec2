package octavia.app.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import octavia.app.system.Await;
import octavia.app.system.SystemTest;
import octavia.app.system.Tenant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An amphora loses a part or all of itself: it comes right without anyone acting, and says so. */
@SystemTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AmphoraFaultTest {
  private Site site;
  private Tenant tenant;

  @BeforeAll
  void begin() throws InterruptedException {
    site = new Site();
    tenant = site.tenant();
  }

  @AfterAll
  void end() {
    if (site != null) {
      site.close();
    }
  }

  @Test
  void killedAgentComesBackWhileTrafficFlows() throws InterruptedException {
    HostState before = HostState.of(site.installation());
    int known = tenant.events().size();
    ProcessHandle init = init();

    kill(HostState.processes(init, "java"));

    site.assertServes();
    awaitEvent(known, "agent-restarted");
    site.awaitRecovered(before);
    assertThat(tenant.amphorae()).isEqualTo(before.amphorae());
    assertThat(tenant.eventsAfter(known)).containsExactly("agent-restarted");
    assertThat(HostState.processes(init, "java")).hasSize(1);
  }

  @Test
  void killedHaproxyIsStartedAgain() throws InterruptedException {
    HostState before = HostState.of(site.installation());
    int known = tenant.events().size();
    ProcessHandle init = init();

    kill(HostState.processes(init, "haproxy"));

    awaitEvent(known, "haproxy-restarted");
    site.awaitRecovered(before);
    assertThat(tenant.amphorae()).isEqualTo(before.amphorae());
    assertThat(tenant.eventsAfter(known)).containsOnlyOnce("haproxy-restarted");
    assertThat(HostState.processes(init, "haproxy")).hasSize(1);
  }

  @Test
  void agentAndHaproxyKilledTogetherComeBack() throws InterruptedException {
    HostState before = HostState.of(site.installation());
    int known = tenant.events().size();
    ProcessHandle init = init();

    kill(HostState.processes(init, "java"));
    kill(HostState.processes(init, "haproxy"));

    awaitEvent(known, "agent-restarted");
    awaitEvent(known, "haproxy-restarted");
    site.awaitRecovered(before);
    assertThat(tenant.amphorae()).isEqualTo(before.amphorae());
  }

  @Test
  void anAmphoraWithoutItsNamespacesIsReplaced() throws InterruptedException {
    HostState before = HostState.of(site.installation());
    int known = tenant.events().size();
    List<ProcessHandle> old = HostState.tree(init());

    removeNamespaces();

    assertReplaced(before, known, old);
  }

  @Test
  void anAmphoraWithoutProcessesAndNamespacesIsReplaced() throws InterruptedException {
    HostState before = HostState.of(site.installation());
    int known = tenant.events().size();
    List<ProcessHandle> old = HostState.tree(init());
    List<String> namespaces = namespaces();

    kill(old);
    for (String namespace : namespaces) {
      removeIfThere(namespace);
    }

    assertReplaced(before, known, old);
  }

  @Test
  void anAmphoraWithoutItsFirstProcessIsReplaced() throws InterruptedException {
    HostState before = HostState.of(site.installation());
    int known = tenant.events().size();
    ProcessHandle init = init();
    List<ProcessHandle> old = HostState.tree(init);

    kill(List.of(init));

    assertReplaced(before, known, old);
  }

  private void assertReplaced(HostState before, int known, List<ProcessHandle> old)
      throws InterruptedException {
    awaitEvent(known, "replace-amphora");
    site.awaitRecovered(before);
    assertThat(tenant.amphorae()).hasSize(1).doesNotContainAnyElementsOf(before.amphorae());
    assertThat(old).noneMatch(ProcessHandle::isAlive);
    assertThat(tenant.eventsAfter(known))
        .containsOnlyOnce("replace-amphora")
        .contains("active")
        .doesNotContain("failed", "agent-restarted", "haproxy-restarted");
  }

  private ProcessHandle init() throws InterruptedException {
    return HostState.init(site.installation(), tenant.amphorae().getFirst());
  }

  private List<String> namespaces() throws InterruptedException {
    List<String> names = HostState.namespaces(site.installation(), tenant.amphorae().getFirst());
    assertThat(names).hasSize(2);
    return names;
  }

  private void removeNamespaces() throws InterruptedException {
    for (String namespace : namespaces()) {
      HostState.run("ip", "netns", "del", namespace);
    }
  }

  /** The service may be quicker, as it takes away what has lost its processes. */
  private static void removeIfThere(String namespace) throws InterruptedException {
    HostState.run("sh", "-c", "ip netns del " + namespace + " 2>/dev/null || :");
  }

  private static void kill(List<ProcessHandle> processes) throws InterruptedException {
    assertThat(processes).isNotEmpty();
    processes.forEach(ProcessHandle::destroyForcibly);
    Await.until("they are dead", () -> processes.stream().noneMatch(ProcessHandle::isAlive));
  }

  private void awaitEvent(int known, String code) throws InterruptedException {
    Await.value(
        "the timeline says " + code,
        () -> tenant.eventsAfter(known),
        codes -> codes.contains(code));
  }
}
