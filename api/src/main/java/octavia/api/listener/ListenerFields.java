package octavia.api.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.api.body.Attributes;
import octavia.api.body.Body;
import octavia.api.body.Given;
import octavia.api.error.Faults;
import octavia.api.tls.TlsRules;
import octavia.http.Request;
import octavia.model.Listener;
import octavia.model.ListenerTls.ClientAuthentication;

/** What requests say of a listener: the fields that can be set at any time. */
record ListenerFields(
    Given<String> name,
    Given<String> description,
    Given<Boolean> adminStateUp,
    Given<Integer> connectionLimit,
    Given<String> defaultTlsContainerRef,
    Given<List<String>> sniContainerRefs,
    Given<String> defaultPoolId,
    Given<Map<String, String>> insertHeaders,
    Given<Integer> timeoutClientData,
    Given<Integer> timeoutMemberConnect,
    Given<Integer> timeoutMemberData,
    Given<Integer> timeoutTcpInspect,
    Given<List<String>> tags,
    Given<String> clientCaTlsContainerRef,
    Given<ClientAuthentication> clientAuthentication,
    Given<String> clientCrlContainerRef,
    Given<List<String>> allowedCidrs,
    Given<String> tlsCiphers,
    Given<List<String>> tlsVersions,
    Given<List<String>> alpnProtocols,
    Given<Integer> hstsMaxAge,
    Given<Boolean> hstsIncludeSubdomains,
    Given<Boolean> hstsPreload) {
  static final String ARGUMENT = "listener_";
  private static final int MAX_SNI_REF = 128; // column sni.tls_container_id
  static final List<String> UPDATE =
      List.of(
          "name",
          "description",
          "admin_state_up",
          "connection_limit",
          "default_tls_container_ref",
          "sni_container_refs",
          "default_pool_id",
          "insert_headers",
          "timeout_client_data",
          "timeout_member_connect",
          "timeout_member_data",
          "timeout_tcp_inspect",
          "tags",
          "client_ca_tls_container_ref",
          "client_authentication",
          "client_crl_container_ref",
          "allowed_cidrs",
          "tls_ciphers",
          "tls_versions",
          "alpn_protocols",
          "hsts_max_age",
          "hsts_include_subdomains",
          "hsts_preload");

  /** Reads a request to change one. */
  static ListenerFields readUpdate(Request request) {
    Optional<ListenerFields> fields =
        Body.readOptional(request, ARGUMENT, "listener", UPDATE, ListenerFields::read);
    return fields.orElseThrow(() -> Faults.validation("listener", "No listener object supplied."));
  }

  /** True if the request refers to anything that must be read elsewhere. */
  boolean refers() {
    return defaultTlsContainerRef.hasValue()
        || !sniContainerRefs.or(List.of()).isEmpty()
        || clientCaTlsContainerRef.hasValue()
        || clientCrlContainerRef.hasValue();
  }

  /** The certificates that the request refers to. */
  List<String> containers() {
    List<String> containers = new ArrayList<>(sniContainerRefs.or(List.of()));
    String first = defaultTlsContainerRef.orNull();
    if (first != null) {
      containers.add(first);
    }
    return containers;
  }

  static ListenerFields read(Attributes body) {
    return new ListenerFields(
        body.text("name"),
        body.text("description"),
        body.flag("admin_state_up"),
        body.number("connection_limit", -1, Integer.MAX_VALUE),
        body.text("default_tls_container_ref"),
        body.texts("sni_container_refs", MAX_SNI_REF),
        body.uuid("default_pool_id"),
        body.textMap("insert_headers"),
        body.number("timeout_client_data", 0, Listener.Timeouts.MAX_MILLIS),
        body.number("timeout_member_connect", 0, Listener.Timeouts.MAX_MILLIS),
        body.number("timeout_member_data", 0, Listener.Timeouts.MAX_MILLIS),
        body.number("timeout_tcp_inspect", 0, Listener.Timeouts.MAX_MILLIS),
        body.tags(),
        body.text("client_ca_tls_container_ref"),
        body.choice("client_authentication", ClientAuthentication.values()),
        body.text("client_crl_container_ref"),
        body.networks("allowed_cidrs"),
        body.text("tls_ciphers", 0, TlsRules.MAX_CIPHERS, TlsRules.CIPHERS),
        body.texts("tls_versions", 32),
        body.words("alpn_protocols", TlsRules.ALPN_PROTOCOLS, TlsRules.ALPN_RULE),
        body.number("hsts_max_age", 0, Integer.MAX_VALUE),
        body.flag("hsts_include_subdomains"),
        body.flag("hsts_preload"));
  }
}
