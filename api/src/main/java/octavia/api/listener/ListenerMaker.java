package octavia.api.listener;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import octavia.api.error.Faults;
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
import org.jspecify.annotations.Nullable;

/** Makes listeners of drafts, or says why not. */
public final class ListenerMaker {
  private final RuleSettings settings;
  private final ListenerRules rules;
  private final Supplier<String> ids;

  public ListenerMaker(RuleSettings settings, Supplier<String> ids) {
    this.settings = settings;
    this.rules = new ListenerRules(settings);
    this.ids = ids;
  }

  /**
   * The listener that a draft describes.
   *
   * @param others that the load balancer has already
   */
  public Listener make(
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
