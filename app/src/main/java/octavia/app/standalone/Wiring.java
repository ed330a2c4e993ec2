package octavia.app.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import octavia.amphora.api.AgentClient;
import octavia.amphora.api.AgentCredentials;
import octavia.amphora.haproxy.HaproxyCompiler;
import octavia.amphora.heartbeat.HeartbeatCodec;
import octavia.api.ApiService;
import octavia.api.identity.Policy;
import octavia.api.policy.PolicySettings;
import octavia.api.policy.RulePolicy;
import octavia.api.settings.ApiSettings;
import octavia.api.settings.FrontSettings;
import octavia.app.command.CommandFailure;
import octavia.app.configuration.ChangingHandler;
import octavia.app.configuration.LogLevel;
import octavia.cloud.CloudException;
import octavia.cloud.compute.ComputeDriver;
import octavia.cloud.network.NetworkCatalog;
import octavia.cloud.network.NetworkDriver;
import octavia.cloud.network.UnbuiltNetworkDriver;
import octavia.cloud.noop.NoopComputeDriver;
import octavia.cloud.noop.NoopNetworkDriver;
import octavia.cloud.noop.NoopSecretDriver;
import octavia.cloud.secret.LocalSecretDriver;
import octavia.cloud.secret.SecretDriver;
import octavia.cloud.secret.UnbuiltSecretDriver;
import octavia.config.Catalogue;
import octavia.config.ConfigException;
import octavia.config.Reloads;
import octavia.control.amphora.AgentConfigurations;
import octavia.control.amphora.AmphoraBoot;
import octavia.control.amphora.AmphoraDriver;
import octavia.control.amphora.AmphoraProvider;
import octavia.control.amphora.ControllerBoot;
import octavia.control.amphora.NoopAmphoraDriver;
import octavia.control.amphora.RestAmphoraDriver;
import octavia.control.health.HealthManager;
import octavia.control.health.Observations;
import octavia.control.health.Replacements;
import octavia.control.health.Sweeper;
import octavia.control.housekeeping.Housekeeping;
import octavia.control.reconcile.Reconciler;
import octavia.http.HttpServer;
import octavia.http.ServerTls;
import octavia.model.Amphora;
import octavia.model.Crossing;
import octavia.pki.AmphoraCertificates;
import octavia.pki.ClientIdentity;
import octavia.pki.KeySupply;
import octavia.pki.Pki;
import octavia.pki.PkiException;
import octavia.provider.NoopProvider;
import octavia.provider.Provider;
import octavia.store.Store;
import octavia.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service in this process, all of it or one {@link Role}: who gets what, from top to bottom.
 * {@link #start} returns when it works; {@link #close} stops in reverse order.
 */
public final class Wiring implements Service {
  private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration CALL_LIMIT = Duration.ofSeconds(20);

  /** How long a pass waits for a starting agent before it lets other load balancers go on. */
  private static final Duration AGENT_PATIENCE = Duration.ofSeconds(3);

  /** A machine without help of the processor, which who gives up too soon only slows down. */
  private static final Duration MACHINE_PATIENCE = Duration.ofSeconds(20);

  private static final int KEYS_IN_STOCK = 4;

  /** What runs, in the order of its start. */
  private final Deque<AutoCloseable> running = new ArrayDeque<>();

  private final ServiceSettings settings;
  private final Reloads reloads;
  private final InstantSource clock = InstantSource.system();
  private URI apiUrl = URI.create("http://localhost");

  private Wiring(ServiceSettings settings) {
    this.settings = settings;
    this.reloads = new Reloads(settings.configuration(), Catalogue.load());
  }

  /**
   * Starts the service.
   *
   * @throws CommandFailure if it cannot run, such as on a port or state directory that is in use
   * @throws octavia.config.ConfigException with all that is wrong with the configuration
   */
  public static Wiring start(ServiceSettings settings) {
    Wiring service = new Wiring(settings);
    try {
      service.run();
      return service;
    } catch (IOException | StoreException | PkiException | CloudException e) {
      service.close();
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException e) {
      service.close();
      throw e;
    }
  }

  @Override
  public URI apiUrl() {
    return apiUrl;
  }

  /** How the service takes a configuration that has changed. */
  public Reloads reloads() {
    return reloads;
  }

  @Override
  public void close() {
    while (!running.isEmpty()) {
      AutoCloseable last = running.removeLast();
      try {
        last.close();
      } catch (Exception e) {
        LOG.warn("{} did not stop in order", last.getClass().getSimpleName(), e);
      }
    }
  }

  private void run() throws IOException {
    Role role = settings.role();
    Crossing crossing = settings.crossing();
    LocalParts.Read[] local = new LocalParts.Read[1];
    Runnable[] logLevel = new Runnable[1];
    ServiceConfiguration configuration =
        ServiceConfiguration.read(
            role,
            settings.configuration(),
            PolicySettings.searched(settings.configurationFiles()),
            settings.stateDirectory(),
            options -> {
              if (role == Role.STANDALONE) {
                local[0] = LocalParts.Read.from(options);
              } else {
                options.alsoKnown(StandaloneOptions.declared());
              }
              logLevel[0] = LogLevel.read(options);
            });
    logLevel[0].run();
    Optional<LocalParts> localParts =
        Optional.ofNullable(local[0]).map(read -> LocalParts.of(read, configuration, settings));
    localParts.ifPresent(parts -> keep(parts.lock()));

    // What waits for disk, processes and processor time, side by side.
    CompletableFuture<Optional<Pki>> keys;
    CompletableFuture<Store> database;
    try (ExecutorService starting = Executors.newVirtualThreadPerTaskExecutor()) {
      database =
          CompletableFuture.supplyAsync(
              () -> Store.open(configuration.database(), clock, crossing), starting);
      keys =
          CompletableFuture.supplyAsync(
              () ->
                  role.works()
                      ? Optional.of(Pki.open(settings.stateDirectory().resolve("pki"), clock))
                      : Optional.empty(),
              starting);
      if (configuration.usesLocalCloud()) {
        localParts.orElseThrow().cloud().start();
      }
    }
    Store store = keep(result(database));
    Drivers drivers = drivers(configuration, localParts);
    Optional<Pki> pki = result(keys);
    AtomicReference<Duration> heartbeatInterval =
        new AtomicReference<>(configuration.health().heartbeatInterval());
    Optional<AgentConfigurations> agents =
        pki.map(known ->
            new AgentConfigurations(
                List.of(socketAddress(drivers.management, configuration.health().bindPort())),
                heartbeatInterval::get,
                known.heartbeatKey(),
                configuration.amphora().haproxyCommand()));
    Map<String, Provider> providers =
        providers(
            new AmphoraProvider(
                configuration.amphora(),
                store,
                drivers.compute,
                drivers.network,
                amphoraDriver(configuration, pki, agents, crossing),
                boot(configuration, pki, agents),
                Wiring::newId));
    if (role.works()) {
      work(configuration, store, drivers, pki, providers);
    }
    if (role.answers()) {
      answer(configuration, store, drivers, providers);
    }
    reloads.register(LogLevel::read);
    reloads.register(options -> {
      Duration interval =
          configuration.health().changedInterval(options, ServiceConfiguration.HEALTH);
      return () -> heartbeatInterval.set(interval);
    });
  }

  /** Starts what carries out what is wanted. */
  private void work(
      ServiceConfiguration configuration,
      Store store,
      Drivers drivers,
      Optional<Pki> pki,
      Map<String, Provider> providers)
      throws IOException {
    Observations observations = new Observations(store, clock);
    if (settings.role() == Role.STANDALONE) {
      Replacements replacements =
          new Replacements(store, drivers.compute, configuration.api().changeDeadline());
      keep(new HealthManager(
              configuration.health(),
              drivers.management,
              new HeartbeatCodec(pki.orElseThrow().heartbeatKey()),
              observations,
              replacements,
              new Sweeper(store, drivers.compute, drivers.network, clock),
              drivers.upkeep,
              clock))
          .start();
    }
    if (store.isEmbedded()) {
      // Alone with its database: whoever held a lease is dead.
      store.transaction("void-leases", tx -> tx.workOrders().voidLeases());
    }
    keep(new Reconciler(
            configuration.reconciler(),
            newId(),
            store,
            drivers.network,
            providers,
            id -> observations.forget(amphoraeOf(store, id))))
        .start();
    keep(new Housekeeping(configuration.housekeeping(), store, clock)).start();
    LOG.info("the worker works");
  }

  /** Starts the API. */
  private void answer(
      ServiceConfiguration configuration,
      Store store,
      Drivers drivers,
      Map<String, Provider> providers)
      throws IOException {
    IdentitySettings.Parts identity =
        configuration.identity().parts(settings.stateDirectory(), clock);
    SecretDriver secrets = secrets(configuration);
    Policy policy = new RulePolicy(configuration.policy());
    Function<ApiSettings, ApiService> api =
        changed ->
            new ApiService(
                changed,
                store,
                providers,
                drivers.network,
                drivers.catalog,
                secrets,
                identity.identity(),
                policy,
                Wiring::newId);
    ChangingHandler service = new ChangingHandler(api.apply(configuration.api()));
    reloads.register(options -> {
      ApiSettings changed = ApiSettings.from(options, configuration.usualDeadline());
      return () -> service.change(api.apply(changed));
    });

    int maxBody = configuration.api().maxBody();
    HttpServer server =
        keep(
            HttpServer.start(
                new HttpServer.Settings(
                    configuration.api().bindHost(),
                    configuration.api().bindPort(),
                    maxBody,
                    tls(configuration),
                    ApiService.tooLarge(maxBody)),
                identity.before(service)));
    String scheme = configuration.api().front().tls().isPresent() ? "https://" : "http://";
    apiUrl = URI.create(scheme + authority(configuration.api().bindHost(), server.port()));
    LOG.info("the API answers at {}", apiUrl);
  }

  private static Optional<ServerTls> tls(ServiceConfiguration configuration) throws IOException {
    FrontSettings.@Nullable Tls files = configuration.api().front().tls().orElse(null);
    if (files == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          ServerTls.ofFiles(
              Path.of(files.certFile()), Path.of(files.keyFile()), files.caFile().map(Path::of)));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(List.of("[ssl] " + e.getMessage()));
    }
  }

  /** The drivers of the outside that the configuration names. */
  private record Drivers(
      ComputeDriver compute,
      NetworkDriver network,
      Optional<NetworkCatalog> catalog,
      Runnable upkeep,
      InetAddress management) {}

  private static Drivers drivers(
      ServiceConfiguration configuration, Optional<LocalParts> localParts) {
    if (configuration.usesLocalCloud()) {
      LocalParts local = localParts.orElseThrow();
      return new Drivers(
          local.cloud().compute(),
          local.cloud().network(),
          Optional.of(local.cloud().catalog()),
          local.cloud()::repair,
          local.managementAddress());
    }
    NoopNetworkDriver noop = new NoopNetworkDriver();
    NetworkDriver network = noop;
    Optional<NetworkCatalog> catalog = Optional.of(noop);
    if (!configuration.knowsNetwork()) {
      LOG.warn(
          "network_driver = {} is not built yet: what names a network is answered 503",
          configuration.networkDriver());
      network = new UnbuiltNetworkDriver(configuration.networkDriver());
      catalog = Optional.empty();
    }
    return new Drivers(
        new NoopComputeDriver(), network, catalog, () -> {}, InetAddress.getLoopbackAddress());
  }

  private SecretDriver secrets(ServiceConfiguration configuration) {
    if (!configuration.knowsSecrets()) {
      LOG.warn(
          "cert_manager = {} is not built yet: what names a certificate is answered 503",
          configuration.certManager());
      return new UnbuiltSecretDriver(configuration.certManager());
    }
    return configuration.certManager().equals(NoopSecretDriver.NAME)
        ? new NoopSecretDriver(clock)
        : new LocalSecretDriver(configuration.certificates());
  }

  private AmphoraBoot boot(
      ServiceConfiguration configuration,
      Optional<Pki> keys,
      Optional<AgentConfigurations> agents) {
    if (keys.isEmpty() || configuration.computeDriver().equals(NoopComputeDriver.NAME)) {
      return AmphoraBoot.NOTHING;
    }
    Pki pki = keys.get();
    KeySupply supply = keep(new KeySupply(KEYS_IN_STOCK));
    supply.start();
    return new ControllerBoot(
        new AmphoraCertificates(pki.serverAuthority(), supply, clock, AmphoraCertificates.VALIDITY),
        pki.clientAuthority().certificatePem(),
        agents.orElseThrow());
  }

  private static AmphoraDriver amphoraDriver(
      ServiceConfiguration configuration,
      Optional<Pki> pki,
      Optional<AgentConfigurations> agents,
      Crossing crossing) {
    if (pki.isEmpty() || configuration.amphoraDriver().equals(ServiceConfiguration.AMPHORA_NOOP)) {
      return new NoopAmphoraDriver();
    }
    return new RestAmphoraDriver(
        new HaproxyCompiler(configuration.amphora().haproxy()),
        agents.orElseThrow(),
        () -> credentials(pki.get()),
        new AgentClient.Limits(CONNECT_LIMIT, CALL_LIMIT),
        configuration.usesVirtualMachines() ? MACHINE_PATIENCE : AGENT_PATIENCE,
        crossing);
  }

  private static AgentCredentials credentials(Pki pki) {
    ClientIdentity controller = pki.controller();
    return new AgentCredentials(
        controller.key(), controller.chain(), List.of(pki.serverAuthority().certificate()));
  }

  private static Map<String, Provider> providers(AmphoraProvider amphora) {
    Provider noop = new NoopProvider();
    Map<String, Provider> providers = new LinkedHashMap<>();
    providers.put("amphora", amphora);
    providers.put("octavia", amphora); // upstream's older name of it
    providers.put("noop_driver", noop);
    providers.put("noop_driver-alt", noop);
    return providers;
  }

  private static List<String> amphoraeOf(Store store, String loadBalancerId) {
    return store.read(tx -> tx.amphorae().of(loadBalancerId)).stream().map(Amphora::id).toList();
  }

  private static String socketAddress(InetAddress address, int port) {
    return authority(address.getHostAddress(), port);
  }

  private static String authority(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }

  private <T extends AutoCloseable> T keep(T part) {
    running.addLast(part);
    return part;
  }

  private static <T> T result(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
