package octavia.api.settings;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import octavia.config.Options;
import octavia.model.Listener;
import octavia.model.Topology;

/**
 * What objects may be, and what they are where a request says nothing.
 *
 * @param minUdpConnectDelay seconds between checks of type UDP-CONNECT, at least
 * @param reservedIps addresses that no member may have
 * @param minimumTlsVersion the lowest that a request may name
 */
public record RuleSettings(
    String defaultProvider,
    Topology topology,
    boolean allowTlsTerminated,
    boolean allowPing,
    boolean allowPrometheus,
    int minUdpConnectDelay,
    List<String> reservedIps,
    Listener.Timeouts timeouts,
    Tls listenerTls,
    Tls poolTls,
    List<String> prohibitedCiphers,
    Optional<String> minimumTlsVersion) {
  private static final String SECTION = "api_settings";

  private static final String CIPHERS =
      "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256"
          + ":DHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES128-GCM-SHA256"
          + ":ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256"
          + ":DHE-RSA-AES256-SHA256:DHE-RSA-AES128-SHA256"
          + ":ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA256";

  /** TLS versions, lowest first. */
  public static final List<String> TLS_VERSIONS =
      List.of("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

  /** What an object that speaks TLS has where its request says nothing. */
  public record Tls(String ciphers, List<String> versions, List<String> alpnProtocols) {
    public Tls {
      versions = List.copyOf(versions);
      alpnProtocols = List.copyOf(alpnProtocols);
    }
  }

  public RuleSettings {
    reservedIps = List.copyOf(reservedIps);
    prohibitedCiphers = List.copyOf(prohibitedCiphers);
  }

  static RuleSettings from(Options options) {
    Options.Section api = options.section(SECTION);
    Options.Section haproxy = options.section("haproxy_amphora");
    RuleSettings settings = read(options, api, haproxy);
    settings.checkTogether(options);
    return settings;
  }

  private static RuleSettings read(Options options, Options.Section api, Options.Section haproxy) {
    return new RuleSettings(
        api.text("default_provider_driver", "amphora", "provider of a load balancer"),
        Topology.valueOf(
            options
                .section("controller_worker")
                .choice(
                    "loadbalancer_topology",
                    "SINGLE",
                    List.of("SINGLE", "ACTIVE_STANDBY"),
                    "how many amphorae serve a load balancer")),
        api.flag("allow_tls_terminated_listeners", true, "allow TERMINATED_HTTPS"),
        api.flag("allow_ping_health_monitors", true, "allow health monitors of type PING"),
        api.flag("allow_prometheus_listeners", true, "allow PROMETHEUS"),
        api.number(
            "udp_connect_min_interval_health_monitor",
            3,
            1,
            Integer.MAX_VALUE,
            "seconds between checks of type UDP-CONNECT, at least"),
        options
            .section("networking")
            .list("reserved_ips", List.of("169.254.169.254"), "addresses that no member may have"),
        new Listener.Timeouts(
            timeout(haproxy, "timeout_client_data", 50_000),
            timeout(haproxy, "timeout_member_connect", 5_000),
            timeout(haproxy, "timeout_member_data", 50_000),
            timeout(haproxy, "timeout_tcp_inspect", 0)),
        tls(api, "listener"),
        tls(api, "pool"),
        Arrays.stream(
                api.text(
                        "tls_cipher_prohibit_list",
                        "",
                        "ciphers that no request may name, separated by colons")
                    .split(":"))
            .filter(cipher -> !cipher.isEmpty())
            .toList(),
        api.optionalText("minimum_tls_version", "the lowest TLS version that a request may name"));
  }

  /** Defaults that every request that relies on them would be refused for. */
  private void checkTogether(Options options) {
    if (!ProviderSettings.from(options).enabled().containsKey(defaultProvider)) {
      options.refuse(SECTION, "default_provider_driver", "is not in enabled_provider_drivers");
    }
    if (minimumTlsVersion.filter(version -> !TLS_VERSIONS.contains(version)).isPresent()) {
      options.refuse(
          SECTION, "minimum_tls_version", "is not one of " + String.join(", ", TLS_VERSIONS));
      return;
    }
    checkTls(options, "listener", listenerTls);
    checkTls(options, "pool", poolTls);
  }

  private void checkTls(Options options, String object, Tls tls) {
    int lowest = minimumTlsVersion.map(TLS_VERSIONS::indexOf).orElse(0);
    if (tls.versions().stream().anyMatch(version -> TLS_VERSIONS.indexOf(version) < lowest)) {
      options.refuse(
          SECTION,
          "default_" + object + "_tls_versions",
          "names a version that is unknown or below minimum_tls_version");
    }
    Set<String> prohibited = new HashSet<>(prohibitedCiphers);
    prohibited.retainAll(List.of(tls.ciphers().split(":")));
    if (!prohibited.isEmpty()) {
      options.refuse(
          SECTION,
          "default_" + object + "_ciphers",
          "has ciphers that tls_cipher_prohibit_list names: " + String.join(", ", prohibited));
    }
  }

  private static int timeout(Options.Section haproxy, String name, int millis) {
    return haproxy.number(
        name, millis, 0, Listener.Timeouts.MAX_MILLIS, "milliseconds, where a listener has none");
  }

  private static Tls tls(Options.Section api, String object) {
    return new Tls(
        api.text("default_" + object + "_ciphers", CIPHERS, "in OpenSSL's notation"),
        api.list(
            "default_" + object + "_tls_versions",
            List.of("TLSv1.2", "TLSv1.3"),
            "TLS versions of a " + object),
        api.list(
            "default_" + object + "_alpn_protocols",
            List.of("h2", "http/1.1", "http/1.0"),
            "ALPN protocols of a " + object));
  }
}
