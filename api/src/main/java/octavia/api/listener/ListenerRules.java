package octavia.api.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import octavia.api.body.Addresses;
import octavia.api.body.Given;
import octavia.api.error.Faults;
import octavia.api.settings.RuleSettings;
import octavia.api.tls.TlsRules;
import octavia.model.Listener;
import octavia.model.ListenerProtocol;
import octavia.model.ListenerTls;
import octavia.model.ListenerTls.ClientAuthentication;
import octavia.model.LoadBalancer;
import octavia.model.Pool;
import org.jspecify.annotations.Nullable;

/** What a listener may be, beside its neighbours. Pure: requests and records in, refusals out. */
final class ListenerRules {
  private static final Set<String> HEADERS =
      Set.of(
          "X-Forwarded-For",
          "X-Forwarded-Port",
          "X-Forwarded-Proto",
          "X-Forwarded-IP",
          "X-Client-IP",
          "X-Real-IP");
  private static final Set<String> SSL_HEADERS =
      Set.of(
          "X-SSL-Client-Verify",
          "X-SSL-Client-Has-Cert",
          "X-SSL-Client-DN",
          "X-SSL-Client-CN",
          "X-SSL-Issuer",
          "X-SSL-Client-SHA1",
          "X-SSL-Client-Not-Before",
          "X-SSL-Client-Not-After");

  private final RuleSettings settings;

  ListenerRules(RuleSettings settings) {
    this.settings = settings;
  }

  /** Refuses a port that another listener of the load balancer has. */
  static void checkPortFree(ListenerProtocol protocol, int port, List<Listener> others) {
    for (Listener other : others) {
      if (other.protocolPort() == port && other.protocol().transport() == protocol.transport()) {
        throw Faults.duplicateListener(other.protocol().name(), port);
      }
    }
  }

  /** Refuses a default pool that the listener cannot send to. */
  static void checkPool(ListenerProtocol protocol, Pool pool) {
    if (!protocol.accepts(pool.protocol())) {
      throw Faults.protocolMismatch("default_pool_id", pool.protocol().name(), protocol.name());
    }
  }

  /** Refuses what hangs below a listener that only tells figures. */
  static void checkMayHavePool(ListenerProtocol protocol) {
    if (protocol == ListenerProtocol.PROMETHEUS) {
      throw Faults.noChildren("default_pool_id");
    }
  }

  /** Refuses networks of a family that no VIP has. */
  static void checkCidrs(List<String> cidrs, LoadBalancer loadBalancer) {
    if (!cidrs.isEmpty() && !loadBalancer.vip().sgIds().isEmpty()) {
      throw Faults.validation(
          "allowed_cidrs", "Allowed CIDRs are not allowed when using custom VIP Security Groups.");
    }
    List<String> vips = loadBalancer.vip().addresses();
    for (String cidr : cidrs) {
      if (!vips.isEmpty() && vips.stream().noneMatch(vip -> Addresses.sameFamily(cidr, vip))) {
        throw Faults.validation(
            "allowed_cidrs",
            "CIDR "
                + cidr
                + " IP version incompatible with all VIPs "
                + quoted(vips)
                + " IP version.");
      }
    }
  }

  /** Refuses what a new listener may not be. */
  void checkNew(ListenerProtocol protocol, ListenerFields fields) {
    checkHeaders(protocol, fields.insertHeaders(), true);
    boolean certified =
        fields.defaultTlsContainerRef().hasValue()
            || !fields.sniContainerRefs().or(List.of()).isEmpty();
    boolean datagram = protocol.transport() != ListenerProtocol.Transport.TCP;
    if (datagram && (certified || fields.clientCaTlsContainerRef().hasValue())) {
      throw Faults.validation(
          "default_tls_container_ref", protocol + " protocol listener does not support TLS.");
    }
    if (protocol == ListenerProtocol.TERMINATED_HTTPS && !settings.allowTlsTerminated()) {
      throw Faults.disabled("protocol", protocol.name());
    }
    if (protocol == ListenerProtocol.PROMETHEUS && !settings.allowPrometheus()) {
      throw Faults.disabled("protocol", protocol.name());
    }
    checkReferencesAllowed(protocol, certified);
    if (fields.clientCaTlsContainerRef().hasValue() && !certified) {
      throw Faults.validation(
          "client_ca_tls_container_ref",
          "An SNI or default certificate container reference must be provided with a client CA"
              + " container reference.");
    }
    if (protocol == ListenerProtocol.TERMINATED_HTTPS && !certified) {
      throw Faults.validation(
          "default_tls_container_ref",
          "An SNI or default certificate container reference must be provided for"
              + " TERMINATED_HTTPS protocol listeners.");
    }
    checkClientAuthentication(
        fields.clientAuthentication(), fields.clientCaTlsContainerRef().orNull());
    checkRevocationList(
        fields.clientCrlContainerRef().orNull(), fields.clientCaTlsContainerRef().orNull());
    TlsRules.checkCiphers(fields.tlsCiphers(), settings);
    if (protocol == ListenerProtocol.TERMINATED_HTTPS) {
      TlsRules.checkVersions(fields.tlsVersions(), settings);
      TlsRules.checkAlpn(fields.alpnProtocols());
    }
    checkHsts(
        protocol,
        fields.hstsMaxAge().orNull(),
        fields.hstsIncludeSubdomains().or(false) || fields.hstsPreload().or(false),
        "HSTS configuration options hsts_include_subdomains and hsts_preload only make sense if"
            + " hsts_max_age is set as well.");
  }

  /** Refuses a change that would make the listener what it may not be. */
  void checkUpdate(Listener listener, ListenerFields fields) {
    ListenerProtocol protocol = listener.protocol();
    checkHeaders(protocol, fields.insertHeaders(), false);
    ListenerTls tls = listener.tls();
    boolean newReferences =
        fields.defaultTlsContainerRef().hasValue()
            || !fields.sniContainerRefs().or(List.of()).isEmpty();
    if (protocol.transport() != ListenerProtocol.Transport.TCP
        && (newReferences || fields.clientCaTlsContainerRef().hasValue())) {
      throw Faults.validation(
          "default_tls_container_ref",
          protocol + " protocol listener does not support TLS or header insertion.");
    }
    checkReferencesAllowed(protocol, newReferences);
    @Nullable String ca = fields.clientCaTlsContainerRef().orCurrent(tls.clientCaTlsContainerRef());
    checkClientAuthentication(fields.clientAuthentication(), ca);
    checkRevocationList(fields.clientCrlContainerRef().orCurrent(tls.clientCrlContainerRef()), ca);
    TlsRules.checkCiphers(fields.tlsCiphers(), settings);
    if (protocol == ListenerProtocol.TERMINATED_HTTPS) {
      TlsRules.checkVersions(fields.tlsVersions(), settings);
      TlsRules.checkAlpn(fields.alpnProtocols());
    }
    checkHsts(
        protocol,
        fields.hstsMaxAge().orCurrent(tls.hstsMaxAge()),
        fields.hstsIncludeSubdomains().or(false) || fields.hstsPreload().or(false),
        "Cannot enable hsts_include_subdomains or hsts_preload if hsts_max_age was not set as"
            + " well.");
  }

  private static void checkHeaders(
      ListenerProtocol protocol, Given<Map<String, String>> given, boolean isNew) {
    Map<String, String> headers = given.or(Map.of());
    if (headers.isEmpty()) {
      return;
    }
    if (protocol != ListenerProtocol.HTTP && protocol != ListenerProtocol.TERMINATED_HTTPS) {
      throw Faults.invalidOption(
          "insert_headers", "insert-headers", "a " + protocol + " protocol listener.");
    }
    List<String> unknown = new ArrayList<>();
    List<String> ssl = new ArrayList<>();
    for (String name : headers.keySet()) {
      if (SSL_HEADERS.contains(name)) {
        ssl.add(name);
      } else if (!HEADERS.contains(name)) {
        unknown.add(name);
      }
    }
    if (!unknown.isEmpty()) {
      // Upstream shows all headers of a new listener, and only the unknown ones of an old.
      String shown = isNew ? "dict_keys(" + quoted(headers.keySet()) + ")" : quoted(unknown);
      throw Faults.invalidOption("insert_headers", shown, "insert_headers");
    }
    if (protocol == ListenerProtocol.HTTP && !ssl.isEmpty()) {
      throw Faults.invalidOption("insert_headers", quoted(ssl), protocol + " protocol listener.");
    }
  }

  private static String quoted(Iterable<String> names) {
    List<String> quoted = new ArrayList<>();
    names.forEach(name -> quoted.add("'" + name + "'"));
    return "[" + String.join(", ", quoted) + "]";
  }

  private static void checkReferencesAllowed(ListenerProtocol protocol, boolean certified) {
    if (certified
        && protocol != ListenerProtocol.TERMINATED_HTTPS
        && protocol != ListenerProtocol.PROMETHEUS) {
      throw Faults.validation(
          "default_tls_container_ref",
          "Certificate container references are not allowed on "
              + protocol
              + " protocol listeners.");
    }
  }

  private static void checkClientAuthentication(
      Given<ClientAuthentication> given, @Nullable String ca) {
    if (given.isSent() && given.orNull() != ClientAuthentication.NONE && ca == null) {
      String setting = given.hasValue() ? given.or(ClientAuthentication.NONE).name() : "None";
      throw Faults.validation(
          "client_authentication",
          "Client authentication setting "
              + setting
              + " requires a client CA container reference.");
    }
  }

  private static void checkRevocationList(@Nullable String list, @Nullable String ca) {
    if (list != null && ca == null) {
      throw Faults.validation(
          "client_crl_container_ref",
          "A client authentication CA reference is required to specify a client authentication"
              + " revocation list.");
    }
  }

  private static void checkHsts(
      ListenerProtocol protocol, @Nullable Integer maxAge, boolean more, String withoutAge) {
    if (more && maxAge == null) {
      throw Faults.validation("hsts_max_age", withoutAge);
    }
    if (maxAge != null && protocol != ListenerProtocol.TERMINATED_HTTPS) {
      throw Faults.validation(
          "hsts_max_age",
          "The HSTS feature can only be used for listeners using the TERMINATED_HTTPS"
              + " protocol.");
    }
  }
}
