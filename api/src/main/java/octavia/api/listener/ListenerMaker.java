package octavia.api.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import octavia.api.change.Services;
import octavia.api.error.Faults;
import octavia.api.l7policy.L7PolicyMaker;
import octavia.api.pool.PoolDraft;
import octavia.api.pool.PoolNames;
import octavia.api.settings.RuleSettings;
import octavia.model.Listener;
import octavia.model.ListenerProtocol;
import octavia.model.ListenerTls;
import octavia.model.ListenerTls.ClientAuthentication;
import octavia.model.LoadBalancer;
import octavia.model.OperatingStatus;
import octavia.model.Pool;
import octavia.model.ProvisioningStatus;
import octavia.store.Transaction;
import octavia.store.object.Kind;
import org.jspecify.annotations.Nullable;

/** Makes listeners of drafts, or says why not. */
public final class ListenerMaker {
  private final Services services;
  private final RuleSettings settings;
  private final ListenerRules rules;
  private final Supplier<String> ids;
  private final L7PolicyMaker policies;

  public ListenerMaker(Services services) {
    this.services = services;
    this.settings = services.settings().rules();
    this.rules = new ListenerRules(settings);
    this.ids = services.ids();
    this.policies = new L7PolicyMaker(services);
  }

  /** Reads what the draft refers to; not for use inside a transaction. */
  public void checkOutside(ListenerDraft draft) {
    ListenerFields fields = draft.fields();
    ListenerProtocol protocol = draft.protocol();
    if (protocol == null || !fields.refers()) {
      return;
    }
    rules.checkNew(protocol, fields); // first, as there may be nothing to refer to
    services.references().checkContainers(fields.containers());
    services
        .references()
        .checkAuthority(
            fields.clientCaTlsContainerRef().orNull(), fields.clientCrlContainerRef().orNull());
  }

  /**
   * Writes the listener with its L7 policies.
   *
   * @param pools by the names that the draft has for them
   * @param others that the load balancer has already
   */
  public Listener insert(
      Transaction tx,
      LoadBalancer loadBalancer,
      ListenerDraft draft,
      Map<String, Pool> pools,
      List<Listener> others) {
    @Nullable String poolId = draft.defaultPoolId();
    Optional<Pool> pool =
        poolId == null
            ? Optional.ofNullable(named(draft.defaultPool(), pools))
            : Optional.of(poolOf(tx, loadBalancer, poolId));
    services.quota().reserve(tx, loadBalancer.projectId(), Kind.LISTENER);
    Listener listener = make(tx, loadBalancer, draft, pool, others);
    services.providers().validate(loadBalancer, provider -> provider.validate(listener));
    tx.listeners().insert(listener);
    List<@Nullable Pool> targets = new ArrayList<>();
    draft.policies().forEach(policy -> targets.add(named(policy.redirectPool(), pools)));
    policies.insertAll(tx, loadBalancer, listener, draft.policies(), targets);
    return listener;
  }

  private static @Nullable Pool named(@Nullable PoolDraft draft, Map<String, Pool> pools) {
    return draft == null ? null : pools.get(PoolNames.named(draft));
  }

  /** A pool of the load balancer that is there already. */
  static Pool poolOf(Transaction tx, LoadBalancer loadBalancer, String poolId) {
    return tx.pools()
        .find(poolId)
        .filter(pool -> pool.loadBalancerId().equals(loadBalancer.id()))
        .orElseThrow(() -> Faults.notFound("Pool", poolId));
  }

  private Listener make(
      Transaction tx,
      LoadBalancer loadBalancer,
      ListenerDraft draft,
      Optional<Pool> defaultPool,
      List<Listener> others) {
    ListenerFields fields = draft.fields();
    ListenerProtocol protocol = draft.protocol();
    if (protocol == null) {
      throw Faults.invalidOption("protocol", "None", "protocol");
    }
    Integer port = draft.protocolPort();
    if (port == null) {
      throw Faults.invalidOption("protocol_port", "None", "protocol_port");
    }
    defaultPool.ifPresent(pool -> {
      ListenerRules.checkMayHavePool(protocol);
      ListenerRules.checkPool(protocol, pool);
    });
    rules.checkNew(protocol, fields);
    ListenerRules.checkPortFree(protocol, port, others);
    List<String> cidrs = fields.allowedCidrs().or(List.of()).stream().distinct().toList();
    ListenerRules.checkCidrs(cidrs, loadBalancer);
    return new Listener(
        ids.get(),
        loadBalancer.projectId(),
        loadBalancer.id(),
        fields.name().or(""),
        fields.description().or(""),
        fields.adminStateUp().or(true, false),
        protocol,
        port,
        fields.connectionLimit().or(-1),
        defaultPool.map(Pool::id).orElse(null),
        fields.insertHeaders().or(Map.of()),
        timeouts(fields),
        cidrs,
        tls(protocol, fields),
        ProvisioningStatus.PENDING_CREATE,
        OperatingStatus.OFFLINE,
        fields.tags().or(List.of()),
        tx.now(),
        null);
  }

  private Listener.Timeouts timeouts(ListenerFields fields) {
    Listener.Timeouts otherwise = settings.timeouts();
    return new Listener.Timeouts(
        fields.timeoutClientData().or(otherwise.clientData()),
        fields.timeoutMemberConnect().or(otherwise.memberConnect()),
        fields.timeoutMemberData().or(otherwise.memberData()),
        fields.timeoutTcpInspect().or(otherwise.tcpInspect()));
  }

  /** Upstream gives defaults to those listeners alone that terminate TLS. */
  private ListenerTls tls(ListenerProtocol protocol, ListenerFields fields) {
    RuleSettings.Tls defaults = settings.listenerTls();
    boolean terminates = protocol == ListenerProtocol.TERMINATED_HTTPS;
    @Nullable String ciphers = fields.tlsCiphers().orNull();
    return new ListenerTls(
        fields.defaultTlsContainerRef().orNull(),
        fields.sniContainerRefs().or(List.of()).stream().distinct().toList(),
        fields.clientCaTlsContainerRef().orNull(),
        fields.clientAuthentication().or(ClientAuthentication.NONE),
        fields.clientCrlContainerRef().orNull(),
        ciphers == null && terminates ? defaults.ciphers() : ciphers,
        fields.tlsVersions().or(terminates ? defaults.versions() : List.of()),
        fields.alpnProtocols().or(terminates ? defaults.alpnProtocols() : List.of()),
        fields.hstsMaxAge().orNull(),
        fields.hstsIncludeSubdomains().or(false),
        fields.hstsPreload().or(false));
  }
}
