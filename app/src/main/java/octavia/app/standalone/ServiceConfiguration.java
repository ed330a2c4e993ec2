package octavia.app.standalone;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import octavia.api.policy.PolicySettings;
import octavia.api.settings.ApiSettings;
import octavia.app.configuration.OctaviaConf;
import octavia.cloud.noop.NoopSecretDriver;
import octavia.cloud.secret.LocalSecretDriver;
import octavia.config.ConfigException;
import octavia.config.DatabaseUrl;
import octavia.config.IniFile;
import octavia.config.Options;
import octavia.control.amphora.AmphoraSettings;
import octavia.control.health.HealthSettings;
import octavia.control.housekeeping.HousekeepingSettings;
import octavia.control.reconcile.ReconcilerSettings;
import octavia.store.DatabaseSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that octavia.conf says of a service, with the defaults of its role: upstream's, but
 * for a standalone service, which needs nothing else to run.
 *
 * @param usualDeadline how long a change may take where the file says nothing
 * @param certManager where certificates of tenants are read from
 * @param certificates directory of those, where they are files
 */
record ServiceConfiguration(
    ApiSettings api,
    IdentitySettings identity,
    PolicySettings policy,
    DatabaseSettings database,
    ReconcilerSettings reconciler,
    HealthSettings health,
    HousekeepingSettings housekeeping,
    AmphoraSettings amphora,
    Duration usualDeadline,
    String computeDriver,
    String networkDriver,
    String amphoraDriver,
    String certManager,
    Path certificates) {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceConfiguration.class);

  static final String LOCAL = "local";
  private static final String QEMU = "qemu";
  private static final String PODMAN = "podman";
  static final String COMPUTE_NOOP = "compute_noop_driver";
  static final String NETWORK_NOOP = "network_noop_driver";
  static final String AMPHORA_NOOP = "amphora_noop_driver";
  private static final String AMPHORA_REST = "amphora_haproxy_rest_driver";

  /** Upstream's usual ones, which this program has no counterpart of yet. */
  private static final String COMPUTE_NOVA = "compute_nova_driver";

  private static final String NETWORK_NEUTRON = "allowed_address_pairs_driver";
  private static final String BARBICAN = "barbican_cert_manager";
  private static final String CASTELLAN = "castellan_cert_manager";

  /** Upstream waits much longer; a namespace is there or it is not. */
  static final HealthSettings HEALTH =
      new HealthSettings(
          5555, Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(2));

  /** Of virtual machines, which may have to boot without help of the processor. */
  private static final HealthSettings MACHINE_HEALTH =
      new HealthSettings(
          HEALTH.bindPort(),
          HEALTH.heartbeatInterval(),
          Duration.ofSeconds(60),
          HEALTH.checkInterval());

  private static final Duration MACHINE_BOOT_LIMIT = Duration.ofMinutes(10);

  /** One that does not boot may be replaced by one that does. */
  private static final Duration MACHINE_DEADLINE = Duration.ofMinutes(25);

  /**
   * Reads the file.
   *
   * @param role whose defaults it has
   * @param searched where files are looked for that it names without their directory
   * @param more reads what else there is in it, before unknown options are looked for
   * @throws ConfigException with all that is wrong with it
   */
  static ServiceConfiguration read(
      Role role, IniFile file, List<Path> searched, Path stateDirectory, Consumer<Options> more) {
    ServiceConfiguration configuration =
        OctaviaConf.read(
            file,
            warning -> LOG.warn("octavia.conf: {}", warning),
            options -> {
              more.accept(options);
              return from(role, options, searched, stateDirectory);
            });
    configuration.checkTogether(role);
    return configuration;
  }

  /** Reads its options; what is wrong, they remember. */
  static ServiceConfiguration from(
      Role role, Options options, List<Path> searched, Path stateDirectory) {
    boolean alone = role == Role.STANDALONE;
    Options.Section certificates = options.section("certificates");
    Options.Section worker = options.section("controller_worker");
    String computeDriver =
        worker.choice(
            "compute_driver",
            alone ? LOCAL : COMPUTE_NOVA,
            alone
                ? List.of(LOCAL, QEMU, PODMAN, COMPUTE_NOOP)
                : List.of(COMPUTE_NOVA, COMPUTE_NOOP),
            "where amphorae run: in namespaces of this host (local), in virtual machines on it, of"
                + " [local_cloud] qemu_image (qemu), or in containers on it, of [local_cloud]"
                + " podman_image (podman)");
    boolean machines = computeDriver.equals(QEMU);
    Duration usualDeadline = machines ? MACHINE_DEADLINE : role.changeDeadline();
    return new ServiceConfiguration(
        ApiSettings.from(options, usualDeadline),
        IdentitySettings.from(
            options, alone ? IdentitySettings.Strategy.NOAUTH : IdentitySettings.Strategy.KEYSTONE),
        PolicySettings.from(options, searched),
        DatabaseSettings.from(options, ServiceSettings.embeddedDatabase(stateDirectory)),
        ReconcilerSettings.from(options),
        HealthSettings.from(options, machines ? MACHINE_HEALTH : HEALTH),
        HousekeepingSettings.from(options),
        AmphoraSettings.from(
            options, machines ? MACHINE_BOOT_LIMIT : AmphoraSettings.USUAL_BOOT_LIMIT),
        usualDeadline,
        computeDriver,
        worker.choice(
            "network_driver",
            alone ? LOCAL : NETWORK_NEUTRON,
            alone ? List.of(LOCAL, NETWORK_NOOP) : List.of(NETWORK_NEUTRON, NETWORK_NOOP),
            "whose networks are used"),
        worker.choice(
            "amphora_driver",
            AMPHORA_REST,
            List.of(AMPHORA_REST, AMPHORA_NOOP),
            "how amphorae are talked to"),
        certificates.choice(
            "cert_manager",
            alone ? LocalSecretDriver.NAME : BARBICAN,
            alone
                ? List.of(LocalSecretDriver.NAME, NoopSecretDriver.NAME)
                : List.of(BARBICAN, CASTELLAN, LocalSecretDriver.NAME, NoopSecretDriver.NAME),
            "where certificates of tenants are read from"),
        Path.of(
            certificates.text(
                "storage_path",
                stateDirectory.resolve("certificates").toString(),
                "with local_cert_manager, the directory of the certificates")));
  }

  /** True if anything at all needs the local cloud. */
  boolean usesLocalCloud() {
    return runsOnThisHost() || networkDriver.equals(LOCAL);
  }

  /** True if amphorae are virtual machines on this host. */
  boolean usesVirtualMachines() {
    return computeDriver.equals(QEMU);
  }

  /** True if amphorae are containers on this host. */
  boolean usesContainers() {
    return computeDriver.equals(PODMAN);
  }

  private boolean runsOnThisHost() {
    return computeDriver.equals(LOCAL) || usesVirtualMachines() || usesContainers();
  }

  /** True if this program can use the network that is named. */
  boolean knowsNetwork() {
    return !networkDriver.equals(NETWORK_NEUTRON);
  }

  /** True if this program can read certificates from where they are. */
  boolean knowsSecrets() {
    return !certManager.equals(BARBICAN) && !certManager.equals(CASTELLAN);
  }

  private void checkTogether(Role role) {
    if (role != Role.STANDALONE && database.url().kind() == DatabaseUrl.Kind.H2) {
      throw new ConfigException(
          List.of(
              "[database] connection: name a MariaDB, MySQL or PostgreSQL database, which several"
                  + " processes can share; the embedded one is octavia standalone's"));
    }
    if (role == Role.WORKER && !(computeDriver.equals(COMPUTE_NOOP) && knowsNetwork())) {
      throw wrong(
          "compute_driver = "
              + computeDriver
              + ", network_driver = "
              + networkDriver
              + ": this version's worker knows only "
              + COMPUTE_NOOP
              + " and "
              + NETWORK_NOOP);
    }
    if (runsOnThisHost() != networkDriver.equals(LOCAL)) {
      throw wrong(
          "compute_driver and network_driver are of this host both, or neither: network_driver ="
              + " local goes with compute_driver = local, qemu or podman");
    }
    if (computeDriver.equals(COMPUTE_NOOP) && !amphoraDriver.equals(AMPHORA_NOOP)) {
      throw wrong(
          "compute_noop_driver makes nothing to talk to: set amphora_driver to " + AMPHORA_NOOP);
    }
    identity.check(api.bindHost());
  }

  private static ConfigException wrong(String what) {
    return new ConfigException(List.of("[controller_worker] " + what));
  }
}
