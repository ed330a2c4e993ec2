package octavia.app.system;

import java.util.List;
import java.util.Map;

/**
 * A collection of the API.
 *
 * @param path with the id of a parent as <code>{name}</code>
 * @param key of one object
 * @param actions below one object
 */
record WalkRoute(String path, String key, List<Field> fields, List<String> actions) {

  /** What values a field takes. */
  sealed interface Values {}

  /** Any of these, as they are. */
  record OneOf(List<?> values) implements Values {}

  /** A text of the project. */
  record Name() implements Values {}

  /** A whole number of the range. */
  record Range(int least, int most) implements Values {}

  /** An id out of that collection. */
  record Reference(String path) implements Values {}

  /** Objects of that kind. */
  record Objects(List<Field> fields) implements Values {}

  /**
   * A field of a request.
   *
   * @param mandatory left out of creation only by chance
   */
  record Field(String name, boolean mandatory, Values values) {}

  private static final String BASE = "/v2/lbaas/";
  private static final String ANY_ID = "00000000-0000-4000-8000-000000000001";

  private static final Values BOOLEAN = new OneOf(List.of(true, false));
  private static final Values ID = new OneOf(List.of(ANY_ID));
  private static final Values ADDRESS =
      new OneOf(List.of("192.0.2.1", "192.0.2.2", "2001:db8::1", "198.51.100.7"));
  private static final Values PORT = new Range(1, 65535);
  private static final Values CERTIFICATE = new OneOf(List.of("http://example.com/v1/c/" + ANY_ID));
  private static final Values TAGS = new OneOf(List.of(List.of(), List.of("a"), List.of("a", "b")));
  private static final Values CIPHERS =
      new OneOf(List.of("ECDHE-RSA-AES256-GCM-SHA384", "RC4", "!MD5"));
  private static final Values TLS_VERSIONS =
      new OneOf(List.of(List.of("TLSv1.2"), List.of("TLSv1.3", "SSLv3"), List.of()));
  private static final Values ALPN =
      new OneOf(List.of(List.of("h2", "http/1.1"), List.of("h3"), List.of()));

  private static Field may(String name, Values values) {
    return new Field(name, false, values);
  }

  private static Field must(String name, Values values) {
    return new Field(name, true, values);
  }

  private static Values of(Object... values) {
    return new OneOf(List.of(values));
  }

  private static final List<Field> MONITOR =
      List.of(
          may("name", new Name()),
          must("pool_id", new Reference(BASE + "pools")),
          must("type", of("HTTP", "HTTPS", "PING", "TCP", "TLS-HELLO", "UDP-CONNECT", "SCTP")),
          must("delay", new Range(0, 60)),
          must("timeout", new Range(0, 60)),
          must("max_retries", new Range(0, 11)),
          may("max_retries_down", new Range(0, 11)),
          may("http_method", of("GET", "HEAD", "POST", "CONNECT")),
          may("url_path", of("/", "/a?b=c", "a", "/%")),
          may("expected_codes", of("200", "200,201", "200-204", "20")),
          may("http_version", of(1.0, 1.1, 2.0)),
          may("domain_name", of("example.com", "a b", "-")),
          may("admin_state_up", BOOLEAN),
          may("tags", TAGS));

  private static final List<Field> MEMBER =
      List.of(
          may("name", new Name()),
          must("address", ADDRESS),
          must("protocol_port", PORT),
          may("weight", new Range(-1, 257)),
          may("backup", BOOLEAN),
          may("subnet_id", ID),
          may("monitor_port", PORT),
          may("monitor_address", ADDRESS),
          may("admin_state_up", BOOLEAN),
          may("request_sriov", BOOLEAN),
          may("tags", TAGS));

  private static final List<Field> POOL =
      List.of(
          may("name", new Name()),
          may("description", new Name()),
          must("loadbalancer_id", new Reference(BASE + "loadbalancers")),
          may("listener_id", new Reference(BASE + "listeners")),
          must("protocol", of("TCP", "HTTP", "HTTPS", "PROXY", "PROXYV2", "UDP", "SCTP")),
          must(
              "lb_algorithm",
              of("LEAST_CONNECTIONS", "ROUND_ROBIN", "SOURCE_IP", "SOURCE_IP_PORT")),
          may(
              "session_persistence",
              of(
                  Map.of("type", "SOURCE_IP"),
                  Map.of("type", "APP_COOKIE", "cookie_name", "c"),
                  Map.of("type", "HTTP_COOKIE", "cookie_name", "c"),
                  Map.of("type", "SOURCE_IP", "persistence_timeout", 5))),
          may("tls_enabled", BOOLEAN),
          may("tls_container_ref", CERTIFICATE),
          may("ca_tls_container_ref", CERTIFICATE),
          may("crl_container_ref", CERTIFICATE),
          may("tls_ciphers", CIPHERS),
          may("tls_versions", TLS_VERSIONS),
          may("alpn_protocols", ALPN),
          may("admin_state_up", BOOLEAN),
          may("healthmonitor", new Objects(MONITOR)),
          may("members", new Objects(MEMBER)),
          may("tags", TAGS));

  private static final List<Field> RULE =
      List.of(
          must(
              "type",
              of("HOST_NAME", "PATH", "FILE_TYPE", "HEADER", "COOKIE", "SSL_VERIFY_RESULT")),
          must("compare_type", of("REGEX", "STARTS_WITH", "ENDS_WITH", "CONTAINS", "EQUAL_TO")),
          may("key", of("X-A", "a b", "c")),
          must("value", of("v", "^/(a|b)$", "(", "1", "a b")),
          may("invert", BOOLEAN),
          may("admin_state_up", BOOLEAN),
          may("tags", TAGS));

  private static final List<Field> POLICY =
      List.of(
          may("name", new Name()),
          may("description", new Name()),
          must("listener_id", new Reference(BASE + "listeners")),
          must("action", of("REJECT", "REDIRECT_TO_URL", "REDIRECT_TO_POOL", "REDIRECT_PREFIX")),
          may("redirect_pool_id", new Reference(BASE + "pools")),
          may("redirect_url", of("http://example.com/", "ftp://x", "http://a b")),
          may("redirect_prefix", of("http://example.com", "x")),
          may("redirect_http_code", of(301, 302, 304)),
          may("position", new Range(0, 20)),
          may("admin_state_up", BOOLEAN),
          may("rules", new Objects(RULE)),
          may("tags", TAGS));

  private static final List<Field> LISTENER =
      List.of(
          may("name", new Name()),
          may("description", new Name()),
          must("loadbalancer_id", new Reference(BASE + "loadbalancers")),
          must(
              "protocol",
              of("TCP", "HTTPS", "HTTP", "TERMINATED_HTTPS", "UDP", "SCTP", "PROMETHEUS")),
          must("protocol_port", PORT),
          may("connection_limit", new Range(-2, 1000)),
          may("default_tls_container_ref", CERTIFICATE),
          may("sni_container_refs", of(List.of("http://example.com/v1/c/" + ANY_ID), List.of())),
          may("default_pool_id", new Reference(BASE + "pools")),
          may("default_pool", new Objects(POOL)),
          may("l7policies", new Objects(POLICY)),
          may("insert_headers", of(Map.of("X-Forwarded-For", "true"), Map.of("X-A", 1), Map.of())),
          may("timeout_client_data", new Range(-1, 100000)),
          may("timeout_member_connect", new Range(0, 100000)),
          may("timeout_member_data", new Range(0, 100000)),
          may("timeout_tcp_inspect", new Range(0, 100000)),
          may("client_ca_tls_container_ref", CERTIFICATE),
          may("client_crl_container_ref", CERTIFICATE),
          may("client_authentication", of("NONE", "OPTIONAL", "MANDATORY")),
          may("allowed_cidrs", of(List.of("192.0.2.0/24"), List.of("2001:db8::/32", "x"))),
          may("tls_ciphers", CIPHERS),
          may("tls_versions", TLS_VERSIONS),
          may("alpn_protocols", ALPN),
          may("hsts_max_age", new Range(-1, 1000)),
          may("hsts_include_subdomains", BOOLEAN),
          may("hsts_preload", BOOLEAN),
          may("admin_state_up", BOOLEAN),
          may("tags", TAGS));

  private static final List<Field> LOAD_BALANCER =
      List.of(
          may("name", new Name()),
          may("description", new Name()),
          must("vip_subnet_id", ID),
          may("vip_network_id", ID),
          may("vip_port_id", ID),
          may("vip_address", ADDRESS),
          may("vip_qos_policy_id", ID),
          may("vip_sg_ids", of(List.of(ANY_ID), List.of())),
          may("additional_vips", of(List.of(Map.of("subnet_id", ANY_ID)), List.of(Map.of()))),
          may("project_id", of(ANY_ID.replace("-", ""))),
          may("tenant_id", of(ANY_ID.replace("-", ""))),
          may("provider", of("amphora", "octavia", "noop_driver", "none")),
          may("flavor_id", new Reference(BASE + "flavors")),
          may("availability_zone", new Reference(BASE + "availabilityzones")),
          may("admin_state_up", BOOLEAN),
          may("listeners", new Objects(LISTENER)),
          may("pools", new Objects(POOL)),
          may("tags", TAGS));

  private static final List<Field> QUOTA =
      List.of(
          may("loadbalancer", new Range(-2, 5)),
          may("load_balancer", new Range(-2, 5)),
          may("listener", new Range(-2, 20)),
          may("pool", new Range(-2, 20)),
          may("member", new Range(-2, 20)),
          may("healthmonitor", new Range(-2, 20)),
          may("health_monitor", new Range(-2, 20)),
          may("l7policy", new Range(-2, 20)),
          may("l7rule", new Range(-2, 20)));

  private static List<Field> profile(String data, Object... values) {
    return List.of(
        must("name", new Name()),
        must("provider_name", of("amphora", "noop_driver", "none")),
        must(data, of(values)));
  }

  private static List<Field> profiled(String profile, String profiles) {
    return List.of(
        must("name", new Name()),
        may("description", new Name()),
        may("enabled", BOOLEAN),
        must(profile, new Reference(BASE + profiles)));
  }

  /** Every collection there is, those that tenants use first. */
  static final List<WalkRoute> ALL =
      List.of(
          new WalkRoute(
              BASE + "loadbalancers",
              "loadbalancer",
              LOAD_BALANCER,
              List.of("status", "statuses", "stats", "failover", "events", "none")),
          new WalkRoute(BASE + "listeners", "listener", LISTENER, List.of("stats")),
          new WalkRoute(BASE + "pools", "pool", POOL, List.of("members", "members/none")),
          new WalkRoute(BASE + "pools/{pool}/members", "member", MEMBER, List.of()),
          new WalkRoute(BASE + "healthmonitors", "healthmonitor", MONITOR, List.of()),
          new WalkRoute(BASE + "l7policies", "l7policy", POLICY, List.of("rules")),
          new WalkRoute(BASE + "l7policies/{policy}/rules", "rule", RULE, List.of()),
          new WalkRoute(BASE + "quotas", "quota", QUOTA, List.of("default")),
          new WalkRoute(
              BASE + "providers",
              "provider",
              List.of(),
              List.of("flavor_capabilities", "availability_zone_capabilities")),
          new WalkRoute(
              BASE + "flavorprofiles",
              "flavorprofile",
              profile("flavor_data", "{\"loadbalancer_topology\": \"SINGLE\"}", "{\"x\": 1}", "{"),
              List.of()),
          new WalkRoute(
              BASE + "flavors",
              "flavor",
              profiled("flavor_profile_id", "flavorprofiles"),
              List.of()),
          new WalkRoute(
              BASE + "availabilityzoneprofiles",
              "availability_zone_profile",
              profile("availability_zone_data", "{\"compute_zone\": \"nova\"}", "[]"),
              List.of()),
          new WalkRoute(
              BASE + "availabilityzones",
              "availability_zone",
              profiled("availability_zone_profile_id", "availabilityzoneprofiles"),
              List.of()),
          new WalkRoute(
              "/v2/octavia/amphorae", "amphora", List.of(), List.of("failover", "config", "stats")),
          new WalkRoute("/v2/lbaas", "none", List.of(), List.of()),
          new WalkRoute("/", "none", List.of(), List.of()));

  /** Those that tenants use. */
  static final List<WalkRoute> TENANTS = ALL.subList(0, 7);

  static final List<String> LIST_PARAMETERS =
      List.of(
          "limit",
          "marker",
          "sort",
          "sort_key",
          "sort_dir",
          "page_reverse",
          "fields",
          "tags",
          "tags-any",
          "not-tags",
          "not-tags-any",
          "id",
          "project_id",
          "provisioning_status",
          "operating_status",
          "created_at",
          "cascade",
          "additive_only");

  static final List<String> LIST_VALUES =
      List.of(
          "1",
          "0",
          "-1",
          "2",
          "100000",
          "name",
          "name:asc",
          "name:desc,id",
          "id:up",
          "True",
          "false",
          "a",
          "a,b",
          "ACTIVE",
          ANY_ID,
          "2026-01-01T00:00:00");
}
