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
    String computeDriver,
    String networkDriver,
    String amphoraDriver,
    String certManager,
    Path certificates) {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceConfiguration.class);

  static final String LOCAL = "local";
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
    return new ServiceConfiguration(
        ApiSettings.from(options, role.changeDeadline()),
        IdentitySettings.from(
            options, alone ? IdentitySettings.Strategy.NOAUTH : IdentitySettings.Strategy.KEYSTONE),
        PolicySettings.from(options, searched),
        DatabaseSettings.from(options, ServiceSettings.embeddedDatabase(stateDirectory)),
        ReconcilerSettings.from(options),
        HealthSettings.from(options, HEALTH),
        HousekeepingSettings.from(options),
        AmphoraSettings.from(options),
        worker.choice(
            "compute_driver",
            alone ? LOCAL : COMPUTE_NOVA,
            alone ? List.of(LOCAL, COMPUTE_NOOP) : List.of(COMPUTE_NOVA, COMPUTE_NOOP),
            "where amphorae run"),
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
    return computeDriver.equals(LOCAL) || networkDriver.equals(LOCAL);
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
    if (usesLocalCloud() && !(computeDriver.equals(LOCAL) && networkDriver.equals(LOCAL))) {
      throw wrong("compute_driver and network_driver are local both, or neither");
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
