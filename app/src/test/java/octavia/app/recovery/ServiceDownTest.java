package octavia.app.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import octavia.app.client.Visitor;
import octavia.app.system.Await;
import octavia.app.system.Installation;
import octavia.app.system.SystemTest;
import octavia.app.system.Tenant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Load balancers need no service to serve. */
@SystemTest
class ServiceDownTest {

  @Test
  void trafficFlowsWhileTheServiceIsDownAndWhileItStarts() throws InterruptedException {
    try (Site site = new Site()) {
      Installation installation = site.installation();
      HostState host = HostState.of(installation);
      List<JsonNode> before = everything(site.tenant());
      try (Traffic traffic = new Traffic(site.visitor())) {
        installation.kill();
        traffic.awaitMore(200);
        installation.restart();
        traffic.awaitMore(200);
        assertThat(everything(site.tenant())).isEqualTo(before);

        installation.stop();
        traffic.awaitMore(200);
        installation.restart();
        traffic.awaitMore(200);
        assertThat(everything(site.tenant())).isEqualTo(before);
        assertThat(traffic.failed()).isZero();
      }
      site.awaitRecovered(host);
      assertThat(HostState.of(installation)).isEqualTo(host);
      assertThat(everything(site.tenant())).isEqualTo(before);
    }
  }

  private static List<JsonNode> everything(Tenant tenant) throws InterruptedException {
    return List.of(
        tenant.loadBalancer(),
        tenant.tree(),
        tenant.api().get("/v2/octavia/amphorae"),
        tenant.api().get("/v2/lbaas/listeners"),
        tenant.api().get("/v2/lbaas/pools"),
        tenant.api().get("/v2/lbaas/healthmonitors"));
  }

  /** Visits without pause, on a thread of its own. */
  private static final class Traffic implements AutoCloseable {
    private final AtomicBoolean ends = new AtomicBoolean();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final Thread thread;

    Traffic(Visitor visitor) {
      thread =
          Thread.ofPlatform()
              .name("traffic")
              .start(() -> {
                while (!ends.get()) {
                  (visitor.visit().isPresent() ? answered : failed).incrementAndGet();
                }
              });
    }

    int failed() {
      return failed.get();
    }

    void awaitMore(int count) throws InterruptedException {
      int wanted = answered.get() + count;
      Await.until("traffic flows", () -> answered.get() >= wanted);
    }

    @Override
    public void close() {
      ends.set(true);
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
