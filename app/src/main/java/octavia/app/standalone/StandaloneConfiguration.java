package octavia.app.standalone;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import octavia.api.policy.PolicySettings;
import octavia.api.settings.ApiSettings;
import octavia.app.configuration.OctaviaConf;
import octavia.cloud.noop.NoopSecretDriver;
import octavia.cloud.secret.LocalSecretDriver;
import octavia.config.ConfigException;
import octavia.config.IniFile;
import octavia.config.Options;
import octavia.control.amphora.AmphoraSettings;
import octavia.control.health.HealthSettings;
import octavia.control.reconcile.ReconcilerSettings;
import octavia.store.DatabaseSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that octavia.conf says of a standalone service, with its defaults.
 *
 * @param certManager where certificates of tenants are read from
 * @param certificates directory of those, where they are files
 */
record StandaloneConfiguration(
    ApiSettings api,
    IdentitySettings identity,
    PolicySettings policy,
    DatabaseSettings database,
    ReconcilerSettings reconciler,
    HealthSettings health,
    AmphoraSettings amphora,
    String computeDriver,
    String networkDriver,
    String amphoraDriver,
    String certManager,
    Path certificates) {
  private static final Logger LOG = LoggerFactory.getLogger(StandaloneConfiguration.class);

  static final String LOCAL = "local";
  static final String COMPUTE_NOOP = "compute_noop_driver";
  static final String NETWORK_NOOP = "network_noop_driver";
  static final String AMPHORA_NOOP = "amphora_noop_driver";
  private static final String AMPHORA_REST = "amphora_haproxy_rest_driver";

  /** Upstream waits much longer; a namespace is there or it is not. */
  private static final HealthSettings HEALTH =
      new HealthSettings(
          5555, Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(2));

  /**
   * No delay of writes: with the default, acknowledged commits were lost in a kill. Parsing a
   * statement takes longer than running it, so each is kept. It is closed by who opened it, last of
   * all: by itself it would close as soon as the process is told to stop, under the requests and
   * passes that still run.
   */
  private static final String H2_OPTIONS =
      ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;LOCK_TIMEOUT=5000;QUERY_CACHE_SIZE=256"
          + ";DB_CLOSE_ON_EXIT=FALSE";

  /**
   * Reads the file.
   *
   * @param searched where files are looked for that it names without their directory
   * @param more reads what else there is in it, before unknown options are looked for
   * @throws ConfigException with all that is wrong with it
   */
  static StandaloneConfiguration read(
      IniFile file,
      List<Path> searched,
      Path stateDirectory,
      java.util.function.Consumer<Options> more) {
    StandaloneConfiguration configuration =
        OctaviaConf.read(
            file,
            warning -> LOG.warn("octavia.conf: {}", warning),
            options -> {
              more.accept(options);
              return from(options, searched, stateDirectory);
            });
    configuration.checkTogether();
    return configuration;
  }

  /** Reads its options; what is wrong, they remember. */
  static StandaloneConfiguration from(Options options, List<Path> searched, Path stateDirectory) {
    Options.Section certificates = options.section("certificates");
    Options.Section worker = options.section("controller_worker");
    return new StandaloneConfiguration(
        ApiSettings.from(options),
        IdentitySettings.from(options, IdentitySettings.Strategy.NOAUTH),
        PolicySettings.from(options, searched),
        DatabaseSettings.from(
            options, "jdbc:h2:file:" + stateDirectory.resolve("db/octavia") + H2_OPTIONS),
        ReconcilerSettings.from(options),
        HealthSettings.from(options, HEALTH),
        AmphoraSettings.from(options),
        worker.choice("compute_driver", LOCAL, List.of(LOCAL, COMPUTE_NOOP), "where amphorae run"),
        worker.choice(
            "network_driver", LOCAL, List.of(LOCAL, NETWORK_NOOP), "whose networks are used"),
        worker.choice(
            "amphora_driver",
            AMPHORA_REST,
            List.of(AMPHORA_REST, AMPHORA_NOOP),
            "how amphorae are talked to"),
        certificates.choice(
            "cert_manager",
            LocalSecretDriver.NAME,
            List.of(LocalSecretDriver.NAME, NoopSecretDriver.NAME),
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

  private void checkTogether() {
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
