package octavia.app.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import octavia.app.system.Await;
import octavia.app.system.Installation;
import octavia.app.system.Program;
import octavia.app.system.SystemTest;
import octavia.app.system.Tenant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** HAProxy's program fails for a while. */
@SystemTest
class BrokenHaproxyTest {
  private static final Path DIRECTORY = Site.FOOTPRINT.stateDirectory();
  private static final Path PROGRAM = DIRECTORY.resolve("haproxy");
  private static final Path STATE = DIRECTORY.resolve("haproxy.is");

  private static final String CONFIGURATION =
      """
      [controller_worker]
      slowest_retry_seconds = 2
      change_deadline = 8
      [haproxy_amphora]
      haproxy_cmd = %s
      """
          .formatted(PROGRAM);

  private static final String WRAPPER =
      """
      #!/bin/sh
      read -r state <%s
      case "$state $1" in
        FAILING* | 'UNSTARTABLE -D') echo '[ALERT] out of order'; exit 1 ;;
        HANGING*) exec sleep 3600 ;;
      esac
      exec haproxy "$@"
      """
          .formatted(STATE);

  /** What is the matter with it. */
  enum Broken {
    FAILING,
    /** Its check of the configuration succeeds. */
    UNSTARTABLE,
    HANGING
  }

  @ParameterizedTest
  @EnumSource(Broken.class)
  void aCreationEndsInErrorAndRecovers(Broken broken) throws Exception {
    Program program = program();
    set(broken.name());
    try (Installation installation = Installation.start(program, CONFIGURATION)) {
      Tenant tenant = installation.tenant();
      tenant.requestLoadBalancer(
          Map.of("listeners", List.of(Map.of("protocol", "HTTP", "protocol_port", 80))));

      tenant.awaitProvisioning("ERROR");

      assertThat(statuses(tenant)).containsOnly("ERROR");
      assertReason(tenant, "create-load-balancer", broken);
      assertThat(tenant.amphorae()).hasSize(1);

      set("GOOD");

      tenant.awaitActive();
      assertThat(statuses(tenant)).containsOnly("ACTIVE");
      assertThat(tenant.amphorae()).hasSize(1);
      assertThat(tenant.eventsAfter(0)).last().isEqualTo("active");
      tenant.deleteLoadBalancer();
    }
  }

  @ParameterizedTest
  @EnumSource(Broken.class)
  void aChangeEndsInErrorAloneAndRecovers(Broken broken) throws Exception {
    Program program = program();
    set("GOOD");
    try (Site site = new Site(program, CONFIGURATION)) {
      Tenant tenant = site.tenant();
      List<String> amphorae = tenant.amphorae();
      set(broken.name());

      tenant
          .api()
          .update(
              "/v2/lbaas/listeners/" + site.listener(), "listener", Map.of("connection_limit", 50));

      Await.value("the listener is ERROR", () -> listener(site), "ERROR"::equals);
      assertThat(tenant.loadBalancer().path("provisioning_status").asString()).isEqualTo("ACTIVE");
      assertThat(tenant.show("pools/" + site.pool(), "pool").path("provisioning_status").asString())
          .isEqualTo("ACTIVE");
      assertReason(tenant, "update-listener", broken);
      site.assertServes();

      set("GOOD");

      Await.value("the listener is ACTIVE", () -> listener(site), "ACTIVE"::equals);
      assertThat(tenant.amphorae()).isEqualTo(amphorae);
      tenant.awaitOnline();
      site.assertServes();
    }
  }

  private static String listener(Site site) throws InterruptedException {
    return site.tenant()
        .show("listeners/" + site.listener(), "listener")
        .path("provisioning_status")
        .asString();
  }

  private static List<String> statuses(Tenant tenant) throws InterruptedException {
    return tenant.tree().findValues("provisioning_status").stream()
        .map(JsonNode::asString)
        .toList();
  }

  private static void assertReason(Tenant tenant, String change, Broken broken)
      throws InterruptedException {
    String reason = broken == Broken.HANGING ? "it takes too long" : "the amphora";
    assertThat(tenant.events())
        .filteredOn(event -> event.path("code").asString().equals("failed"))
        .singleElement()
        .satisfies(event ->
            assertThat(event.path("text").asString())
                .startsWith(change + " failed at step configure: " + reason));
  }

  /** A program whose state directory has the wrapper: the amphorae see it where it is. */
  private static Program program() throws IOException {
    Program program = new Program(Site.FOOTPRINT);
    Files.writeString(PROGRAM, WRAPPER);
    Files.setPosixFilePermissions(PROGRAM, PosixFilePermissions.fromString("rwxr-xr-x"));
    return program;
  }

  private static void set(String state) throws IOException {
    Path next = Files.writeString(STATE.resolveSibling("haproxy.will-be"), state + "\n");
    Files.move(next, STATE, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
