package octavia.api.pool;

import java.util.List;
import java.util.regex.Pattern;
import octavia.api.body.Attributes;
import octavia.api.body.Body;
import octavia.api.body.Given;
import octavia.api.tls.TlsRules;
import octavia.http.Request;
import octavia.model.LbAlgorithm;
import octavia.model.SessionPersistence;

/** What requests say of a pool: the fields that can be set at any time. */
record PoolFields(
    Given<String> name,
    Given<String> description,
    Given<Boolean> adminStateUp,
    Given<LbAlgorithm> lbAlgorithm,
    Given<Persistence> sessionPersistence,
    Given<List<String>> tags,
    Given<String> tlsContainerRef,
    Given<String> caTlsContainerRef,
    Given<String> crlContainerRef,
    Given<Boolean> tlsEnabled,
    Given<String> tlsCiphers,
    Given<List<String>> tlsVersions,
    Given<List<String>> alpnProtocols) {
  static final String ARGUMENT = "pool_";
  private static final Pattern COOKIE_NAME = Pattern.compile("^[^\\s,;\\\\]+$");

  static final List<String> UPDATE =
      List.of(
          "name",
          "description",
          "admin_state_up",
          "lb_algorithm",
          "session_persistence",
          "tags",
          "tls_container_ref",
          "ca_tls_container_ref",
          "crl_container_ref",
          "tls_enabled",
          "tls_ciphers",
          "tls_versions",
          "alpn_protocols");
  private static final List<String> PERSISTENCE =
      List.of("type", "cookie_name", "persistence_timeout", "persistence_granularity");

  /** How clients are kept at their members. */
  record Persistence(
      Given<SessionPersistence.Type> type,
      Given<String> cookieName,
      Given<Integer> persistenceTimeout,
      Given<String> persistenceGranularity) {}

  /** Reads a request to change one. */
  static PoolFields readUpdate(Request request) {
    return Body.read(request, ARGUMENT, "pool", UPDATE, body -> read(body, false, false));
  }

  /**
   * Reads the fields.
   *
   * @param isNew the session persistence must have a type
   * @param isAlone the algorithm must be there; in a tree its absence is said later
   */
  static PoolFields read(Attributes body, boolean isNew, boolean isAlone) {
    return new PoolFields(
        body.text("name"),
        body.text("description"),
        body.flag("admin_state_up"),
        (isAlone ? body.required() : body).choice("lb_algorithm", LbAlgorithm.values()),
        body.object("session_persistence", PERSISTENCE, object -> persistence(object, isNew)),
        body.tags(),
        body.text("tls_container_ref"),
        body.text("ca_tls_container_ref"),
        body.text("crl_container_ref"),
        body.flag("tls_enabled"),
        body.text("tls_ciphers", 0, TlsRules.MAX_CIPHERS, TlsRules.CIPHERS),
        body.texts("tls_versions", 32),
        body.words("alpn_protocols", TlsRules.ALPN_PROTOCOLS, TlsRules.ALPN_RULE));
  }

  private static Persistence persistence(Attributes object, boolean isNew) {
    return new Persistence(
        (isNew ? object.required() : object).choice("type", SessionPersistence.Type.values()),
        object.text("cookie_name", 0, 255, COOKIE_NAME),
        object.number("persistence_timeout", Integer.MIN_VALUE, Integer.MAX_VALUE),
        object.address("persistence_granularity"));
  }
}
