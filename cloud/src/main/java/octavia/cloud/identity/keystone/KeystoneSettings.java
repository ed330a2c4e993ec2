package octavia.cloud.identity.keystone;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import octavia.config.Options;

/**
 * How Keystone is asked: the section {@code [keystone_authtoken]} as keystonemiddleware and
 * keystoneauth read it.
 *
 * @param authUrl where the service itself logs in, with or without {@code /v3}
 * @param authenticateUri where clients are sent to that have no token
 * @param credentials of the service
 * @param region of the catalog; empty takes any
 * @param endpointInterface of the catalog, such as {@code internal}
 * @param timeout of one call
 * @param retries of a connection that is not made
 * @param cacheTime how long a token is believed without asking again; empty caches nothing
 */
public record KeystoneSettings(
    String authUrl,
    String authenticateUri,
    Credentials credentials,
    Optional<String> region,
    String endpointInterface,
    Optional<Path> caFile,
    boolean insecure,
    Duration timeout,
    int retries,
    Optional<Duration> cacheTime) {
  private static final List<String> PASSWORD = List.of("password", "v3password");
  private static final String APPLICATION_CREDENTIAL = "v3applicationcredential";

  /** How a user, project or domain is named: by id, or by name in a domain. */
  public record Named(
      Optional<String> id,
      Optional<String> name,
      Optional<String> domainId,
      Optional<String> domainName) {
    boolean isSaid() {
      return id.isPresent() || name.isPresent();
    }
  }

  /** How the service logs in. */
  public sealed interface Credentials {}

  /**
   * With a password.
   *
   * @param project the scope, where {@code systemScope} and {@code domain} are empty
   */
  public record Password(
      Named user,
      String password,
      Named project,
      Optional<String> domainId,
      Optional<String> domainName,
      Optional<String> systemScope)
      implements Credentials {
    @Override
    public String toString() {
      return "Password[" + user + "]";
    }
  }

  /** With an application credential, by id, or by name and user. */
  public record ApplicationCredential(
      Optional<String> id, Optional<String> name, Named user, String secret)
      implements Credentials {
    @Override
    public String toString() {
      return "ApplicationCredential[" + id.or(() -> name).orElse("") + "]";
    }
  }

  /** Reads the section. Errors are remembered in {@code options}. */
  public static KeystoneSettings from(Options options) {
    Options.Section section = options.section("keystone_authtoken");
    String authUrl =
        section
            .optionalText("auth_url", "where the service logs in, such as http://keystone:5000")
            .orElse("");
    String type =
        section.choice(
            "auth_type",
            "password",
            List.of("password", "v3password", APPLICATION_CREDENTIAL),
            "what the service logs in with");
    Named user = user(section);
    String password = section.optionalText("password", "of the service's user").orElse("");
    Named project = project(section);
    Optional<String> domainId = section.optionalText("domain_id", "scope of the service's token");
    Optional<String> domainName =
        section.optionalText("domain_name", "scope of the service's token, by name");
    Optional<String> system =
        section.optionalText("system_scope", "all, for a service user of the whole system");
    Optional<String> credentialId =
        section.optionalText("application_credential_id", "of the service's user");
    Optional<String> credentialName =
        section.optionalText("application_credential_name", "where its id is not given");
    String secret =
        section
            .optionalText("application_credential_secret", "of the application credential")
            .orElse("");
    int cacheSeconds =
        section.number(
            "token_cache_time",
            300,
            -1,
            86400,
            "seconds that a token is believed without asking again; -1 caches nothing");
    return new KeystoneSettings(
        authUrl,
        section
            .optionalText(
                "www_authenticate_uri", "where clients are sent to that come without a token")
            .orElse(authUrl),
        PASSWORD.contains(type)
            ? new Password(user, password, project, domainId, domainName, system)
            : new ApplicationCredential(credentialId, credentialName, user, secret),
        section.optionalText("region_name", "whose Keystone is taken from the catalog"),
        section.choice(
            "interface",
            "internal",
            List.of("internal", "public", "admin"),
            "which of Keystone's addresses in the catalog tokens are validated at"),
        section
            .optionalText("cafile", "authorities that Keystone's certificate is checked with, PEM")
            .map(Path::of),
        section.flag("insecure", false, "do not check Keystone's certificate"),
        section.someSeconds("http_connect_timeout", 10, "how long one call to Keystone may take"),
        section.number(
            "http_request_max_retries", 3, 0, 20, "how often a connection is tried again"),
        cacheSeconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(cacheSeconds)));
  }

  /** What has to be there and is not, a sentence each. */
  public List<String> missing() {
    String section = "[keystone_authtoken] ";
    if (authUrl.isEmpty()) {
      return List.of(section + "auth_url: is needed with auth_strategy keystone");
    }
    return switch (credentials) {
      case Password password when !password.user.isSaid() ->
          List.of(section + "username: is needed with auth_type password");
      case ApplicationCredential credential
          when credential.id.isEmpty() && credential.name.isEmpty() ->
          List.of(
              section
                  + "application_credential_id: is needed with auth_type "
                  + APPLICATION_CREDENTIAL);
      case Password _, ApplicationCredential _ -> List.of();
    };
  }

  private static Named user(Options.Section section) {
    return new Named(
        section.optionalText("user_id", "the service's user, by id"),
        section.optionalText("username", "the service's user"),
        section
            .optionalText("user_domain_id", "domain of the service's user")
            .or(() -> defaultDomainId(section)),
        section
            .optionalText("user_domain_name", "domain of the service's user, by name")
            .or(() -> defaultDomainName(section)));
  }

  private static Named project(Options.Section section) {
    return new Named(
        section
            .optionalText("project_id", "the service's project, by id")
            .or(() -> section.optionalText("tenant_id", "former name of project_id")),
        section
            .optionalText("project_name", "the service's project")
            .or(() -> section.optionalText("tenant_name", "former name of project_name")),
        section
            .optionalText("project_domain_id", "domain of the service's project")
            .or(() -> defaultDomainId(section)),
        section
            .optionalText("project_domain_name", "domain of the service's project, by name")
            .or(() -> defaultDomainName(section)));
  }

  private static Optional<String> defaultDomainId(Options.Section section) {
    return section.optionalText("default_domain_id", "of user and project, where they name none");
  }

  private static Optional<String> defaultDomainName(Options.Section section) {
    return section.optionalText("default_domain_name", "of user and project, where they name none");
  }
}
