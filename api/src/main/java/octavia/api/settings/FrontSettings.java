package octavia.api.settings;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import octavia.config.Options;

/**
 * What stands between clients and the API.
 *
 * @param trustProxy believe the headers in which a proxy says how the client called it
 */
public record FrontSettings(
    boolean trustProxy, Cors cors, Healthcheck healthcheck, Optional<Tls> tls) {

  /**
   * What pages of other origins may do (CORS).
   *
   * @param allowedOrigins such as {@code https://horizon.example.com}, or {@code *}; empty for none
   * @param maxAge seconds that a browser may remember an answer; 0 says nothing
   */
  public record Cors(
      List<String> allowedOrigins,
      boolean allowCredentials,
      List<String> exposeHeaders,
      int maxAge,
      List<String> allowMethods,
      List<String> allowHeaders) {
    public Cors {
      allowedOrigins = List.copyOf(allowedOrigins);
      exposeHeaders = List.copyOf(exposeHeaders);
      allowMethods = List.copyOf(allowMethods);
      allowHeaders = List.copyOf(allowHeaders);
    }
  }

  /**
   * What tells load balancers in front of the API whether to use it.
   *
   * @param backends names of the checks, in the order of their results
   * @param disableByFile while this file exists, the check of that name fails; empty for none
   * @param refresh how long a look at the database counts
   */
  public record Healthcheck(
      boolean enabled,
      boolean detailed,
      List<String> backends,
      String disableByFile,
      Duration refresh) {
    public Healthcheck {
      backends = List.copyOf(backends);
    }
  }

  /**
   * TLS of the API itself.
   *
   * @param caFile authorities that must have signed a client's certificate; empty asks for none
   */
  public record Tls(String certFile, String keyFile, Optional<String> caFile) {}

  static FrontSettings from(Options options) {
    return new FrontSettings(
        options
            .section("oslo_middleware")
            .flag(
                "enable_proxy_headers_parsing",
                false,
                "believe X-Forwarded-* and Forwarded; only behind a proxy that sets them"),
        cors(options),
        healthcheck(options),
        tls(options.section("ssl")));
  }

  private static Cors cors(Options options) {
    Options.Section cors = options.section("cors");
    List<String> headers = List.of("X-Auth-Token", "X-Openstack-Request-Id");
    return new Cors(
        cors.list("allowed_origin", List.of(), "origins whose pages may call the API; * for any"),
        cors.flag("allow_credentials", true, "let such pages send credentials"),
        cors.list("expose_headers", headers, "headers of answers that such pages may read"),
        cors.number(
            "max_age", 3600, 0, Integer.MAX_VALUE, "seconds that a browser may remember that"),
        cors.list(
            "allow_methods", List.of("GET", "PUT", "POST", "DELETE"), "methods of such calls"),
        cors.list("allow_headers", headers, "headers of such calls"));
  }

  private static Healthcheck healthcheck(Options options) {
    Options.Section api = options.section("api_settings");
    Options.Section section = options.section("healthcheck");
    return new Healthcheck(
        api.flag("healthcheck_enabled", false, "answer /healthcheck, to everybody"),
        section.flag("detailed", false, "say more than the result; not for everybody's eyes"),
        section.list(
            "backends",
            List.of(),
            "checks: octavia_db_check looks at the database, disable_by_file for a file"),
        section.text(
            "disable_by_file_path", "", "while it exists, the check disable_by_file fails"),
        api.seconds("healthcheck_refresh_interval", 5, "how long a look at the database counts"));
  }

  private static Optional<Tls> tls(Options.Section ssl) {
    Optional<String> certFile =
        ssl.optionalText("cert_file", "the API's certificate and its chain, PEM; turns TLS on");
    Optional<String> keyFile =
        ssl.optionalText("key_file", "its key, PEM, unencrypted; may stand in cert_file");
    Optional<String> caFile =
        ssl.optionalText("ca_file", "who must have signed clients' certificates, PEM");
    return certFile.map(file -> new Tls(file, keyFile.orElse(file), caFile));
  }
}
