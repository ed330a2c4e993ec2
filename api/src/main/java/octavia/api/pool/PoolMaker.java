package octavia.api.pool;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import octavia.api.error.Faults;
import octavia.api.settings.RuleSettings;
import octavia.model.LbAlgorithm;
import octavia.model.ListenerProtocol;
import octavia.model.LoadBalancer;
import octavia.model.OperatingStatus;
import octavia.model.Pool;
import octavia.model.PoolProtocol;
import octavia.model.PoolTls;
import octavia.model.ProvisioningStatus;
import octavia.model.SessionPersistence;
import octavia.store.Transaction;
import org.jspecify.annotations.Nullable;

/** Makes pools of drafts, or says why not. */
public final class PoolMaker {
  private final RuleSettings settings;
  private final PoolRules rules;
  private final Supplier<String> ids;

  public PoolMaker(RuleSettings settings, Supplier<String> ids) {
    this.settings = settings;
    this.rules = new PoolRules(settings);
    this.ids = ids;
  }

  /**
   * The pool that a draft describes, without what is below it.
   *
   * @param listener protocol of the listener whose default pool it is to be
   */
  public Pool make(
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
