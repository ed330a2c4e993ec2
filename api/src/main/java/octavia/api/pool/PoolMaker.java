package octavia.api.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import octavia.api.change.Services;
import octavia.api.error.Faults;
import octavia.api.healthmonitor.HealthMonitorDraft;
import octavia.api.healthmonitor.HealthMonitorMaker;
import octavia.api.member.MemberDraft;
import octavia.api.member.MemberMaker;
import octavia.api.settings.RuleSettings;
import octavia.cloud.network.NetworkDriver;
import octavia.model.HealthMonitor;
import octavia.model.LbAlgorithm;
import octavia.model.ListenerProtocol;
import octavia.model.LoadBalancer;
import octavia.model.Member;
import octavia.model.OperatingStatus;
import octavia.model.Pool;
import octavia.model.PoolProtocol;
import octavia.model.PoolTls;
import octavia.model.ProvisioningStatus;
import octavia.model.SessionPersistence;
import octavia.store.Transaction;
import octavia.store.object.Kind;
import org.jspecify.annotations.Nullable;

/** Makes pools of drafts, or says why not. */
public final class PoolMaker {
  private final Services services;
  private final RuleSettings settings;
  private final PoolRules rules;
  private final Supplier<String> ids;
  private final MemberMaker members;
  private final HealthMonitorMaker healthMonitors;

  public PoolMaker(Services services, NetworkDriver network) {
    this.services = services;
    this.settings = services.settings().rules();
    this.rules = new PoolRules(settings);
    this.ids = services.ids();
    this.members = new MemberMaker(settings, network, ids);
    this.healthMonitors = new HealthMonitorMaker(settings, ids);
  }

  /** Looks up what the draft and its members name; not for use inside a transaction. */
  public void checkOutside(PoolDraft draft) {
    draft.members().forEach(members::checkOutside);
    PoolFields fields = draft.fields();
    @Nullable String ca = fields.caTlsContainerRef().orNull();
    @Nullable String crl = fields.crlContainerRef().orNull();
    checkOutside(fields, ca, crl);
  }

  /** Reads what the fields refer to. */
  void checkOutside(PoolFields fields, @Nullable String ca, @Nullable String crl) {
    @Nullable String container = fields.tlsContainerRef().orNull();
    boolean authority =
        fields.caTlsContainerRef().hasValue() || fields.crlContainerRef().hasValue();
    if (container == null && !authority) {
      return;
    }
    rules.checkTls(fields, ca, crl);
    if (container != null) {
      services.references().checkContainers(List.of(container));
    }
    if (authority) {
      services.references().checkAuthority(ca, crl);
    }
  }

  /**
   * Writes the pool with its health monitor and members.
   *
   * @param listener protocol of the listener whose default pool it is to be
   */
  public Pool insert(
      Transaction tx,
      LoadBalancer loadBalancer,
      PoolDraft draft,
      Optional<ListenerProtocol> listener) {
    return insert(tx, loadBalancer, draft, make(tx, loadBalancer, draft, listener), listener);
  }

  /** Writes a pool that has been made of a draft, with its health monitor and members. */
  Pool insert(
      Transaction tx,
      LoadBalancer loadBalancer,
      PoolDraft draft,
      Pool pool,
      Optional<ListenerProtocol> listener) {
    services.quota().reserve(tx, loadBalancer.projectId(), Kind.POOL);
    services.providers().validate(loadBalancer, provider -> provider.validate(pool));
    tx.pools().insert(pool);
    @Nullable HealthMonitorDraft check = draft.healthMonitor();
    if (check != null) {
      healthMonitors.checkType(check, pool.protocol());
      HealthMonitor monitor = healthMonitors.make(tx, pool, check, false);
      services.quota().reserve(tx, loadBalancer.projectId(), Kind.HEALTH_MONITOR);
      services.providers().validate(loadBalancer, provider -> provider.validate(monitor));
      tx.healthMonitors().insert(monitor);
    }
    services.quota().reserve(tx, loadBalancer.projectId(), Kind.MEMBER, draft.members().size());
    List<Member> others = new ArrayList<>();
    for (MemberDraft each : draft.members()) {
      // Upstream has members of a tree unmonitored until their amphora says something.
      Member member = members.make(tx, pool, each, others, false);
      if (listener.isPresent()) {
        services
            .providers()
            .validate(loadBalancer, provider -> provider.validate(member, pool, loadBalancer));
      }
      others.add(member);
    }
    tx.members().insert(others);
    return pool;
  }

  /**
   * The pool that a draft describes, without what is below it.
   *
   * @param listener protocol of the listener whose default pool it is to be
   */
  Pool make(
      Transaction tx,
      LoadBalancer loadBalancer,
      PoolDraft draft,
      Optional<ListenerProtocol> listener) {
    PoolFields fields = draft.fields();
    PoolProtocol protocol = draft.protocol();
    if (protocol == null) {
      throw Faults.invalidOption("protocol", "None", "protocol");
    }
    LbAlgorithm algorithm = fields.lbAlgorithm().orNull();
    if (algorithm == null) {
      throw Faults.invalidOption("lb_algorithm", "None", "lb_algorithm");
    }
    listener.ifPresent(user -> checkProtocols(protocol, user));
    @Nullable SessionPersistence persistence =
        rules.newPersistence(protocol, fields.sessionPersistence().orNull());
    rules.checkTls(fields, fields.caTlsContainerRef().orNull(), fields.crlContainerRef().orNull());
    return new Pool(
        ids.get(),
        loadBalancer.projectId(),
        loadBalancer.id(),
        fields.name().or(""),
        fields.description().or(""),
        fields.adminStateUp().or(true, false),
        protocol,
        algorithm,
        persistence,
        tls(fields),
        ProvisioningStatus.PENDING_CREATE,
        OperatingStatus.OFFLINE,
        fields.tags().or(List.of()),
        tx.now(),
        null);
  }

  private static void checkProtocols(PoolProtocol protocol, ListenerProtocol listener) {
    if (listener == ListenerProtocol.PROMETHEUS) {
      throw Faults.noChildren("listener_id");
    }
    if (!listener.accepts(protocol)) {
      throw Faults.protocolMismatch("listener_id", protocol.name(), listener.name());
    }
  }

  /** Upstream gives defaults to those pools alone that speak TLS. */
  private PoolTls tls(PoolFields fields) {
    boolean enabled = fields.tlsEnabled().or(false);
    RuleSettings.Tls defaults = settings.poolTls();
    @Nullable String ciphers = fields.tlsCiphers().orNull();
    return new PoolTls(
        enabled,
        fields.tlsContainerRef().orNull(),
        fields.caTlsContainerRef().orNull(),
        fields.crlContainerRef().orNull(),
        ciphers == null && enabled ? defaults.ciphers() : ciphers,
        fields.tlsVersions().or(enabled ? defaults.versions() : List.of()),
        fields.alpnProtocols().or(enabled ? defaults.alpnProtocols() : List.of()));
  }
}
