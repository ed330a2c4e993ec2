package octavia.control;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import octavia.model.Amphora;
import octavia.model.AmphoraRole;
import octavia.model.AmphoraStatus;
import octavia.model.Crossing;
import octavia.model.LbAlgorithm;
import octavia.model.Listener;
import octavia.model.ListenerProtocol;
import octavia.model.ListenerTls;
import octavia.model.LoadBalancer;
import octavia.model.Member;
import octavia.model.OperatingStatus;
import octavia.model.Pool;
import octavia.model.PoolProtocol;
import octavia.model.PoolTls;
import octavia.model.ProvisioningStatus;
import octavia.model.Topology;
import octavia.model.Vip;
import octavia.store.DatabaseSettings;
import octavia.store.Store;

/** Objects and a database to try things on. */
public final class Samples {
  public static final Instant T0 = Instant.parse("2026-01-02T03:04:05Z");
  private static final Vip UNPLACED = new Vip(null, null, "subnet", "net", null, true, "normal");

  private Samples() {}

  public static Store store(Path directory, InstantSource clock) {
    return store(directory, clock, Crossing.OPEN);
  }

  /** The same whose commits pass {@code crossing}. */
  public static Store store(Path directory, InstantSource clock, Crossing crossing) {
    return Store.open(
        new DatabaseSettings(
            "jdbc:h2:file:" + directory.resolve("db") + ";DATABASE_TO_LOWER=TRUE",
            10,
            Duration.ofSeconds(10)),
        clock,
        crossing);
  }

  public static LoadBalancer loadBalancer(String id, ProvisioningStatus status) {
    return new LoadBalancer(
        id,
        "project",
        "name",
        "",
        true,
        status,
        OperatingStatus.OFFLINE,
        "fake",
        Topology.SINGLE,
        null,
        null,
        UNPLACED,
        List.of(),
        T0,
        null);
  }

  public static Listener listener(String id, String loadBalancer, ProvisioningStatus status) {
    return new Listener(
        id,
        "project",
        loadBalancer,
        "",
        "",
        true,
        ListenerProtocol.HTTP,
        80,
        -1,
        null,
        Map.of(),
        new Listener.Timeouts(50000, 5000, 50000, 0),
        List.of(),
        ListenerTls.NONE,
        status,
        OperatingStatus.OFFLINE,
        List.of(),
        T0,
        null);
  }

  public static Pool pool(String id, String loadBalancer, ProvisioningStatus status) {
    return new Pool(
        id,
        "project",
        loadBalancer,
        "",
        "",
        true,
        PoolProtocol.HTTP,
        LbAlgorithm.ROUND_ROBIN,
        null,
        PoolTls.NONE,
        status,
        OperatingStatus.OFFLINE,
        List.of(),
        T0,
        null);
  }

  public static Member member(String id, String pool, ProvisioningStatus status) {
    return new Member(
        id,
        "project",
        pool,
        "",
        true,
        "10.0.0.1",
        80,
        1,
        false,
        null,
        null,
        null,
        null,
        status,
        OperatingStatus.NO_MONITOR,
        List.of(),
        T0,
        null);
  }

  public static Amphora amphora(String id, String loadBalancer) {
    return new Amphora(
        id,
        loadBalancer,
        "compute",
        "10.0.0.2",
        null,
        null,
        null,
        null,
        null,
        false,
        AmphoraRole.STANDALONE,
        AmphoraStatus.ALLOCATED,
        null,
        null,
        null,
        null,
        null,
        null,
        T0,
        null);
  }
}
