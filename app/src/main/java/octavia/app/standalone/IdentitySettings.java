package octavia.app.standalone;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import octavia.api.identity.Identity;
import octavia.api.identity.NoAuthIdentity;
import octavia.api.identity.TokenIdentity;
import octavia.cloud.identity.embedded.AccountsFile;
import octavia.cloud.identity.embedded.EmbeddedIdentity;
import octavia.cloud.identity.keystone.KeystoneSettings;
import octavia.cloud.identity.keystone.KeystoneTokens;
import octavia.config.ConfigException;
import octavia.config.Options;
import octavia.http.Handler;

/**
 * Who is believed to be who, as octavia.conf says.
 *
 * @param strategy of {@code [api_settings] auth_strategy}
 * @param allowRemoteNoauth lets the API listen where others reach it although it asks nobody who
 *     they are
 * @param defaultProject with noauth, of requests that name none; with embedded, of the user demo
 * @param tokenExpiration with embedded, how long a token lasts
 */
public record IdentitySettings(
    Strategy strategy,
    boolean allowRemoteNoauth,
    String defaultProject,
    Duration tokenExpiration,
    KeystoneSettings keystone,
    TokenIdentity.Settings tokens) {
  private static final String DIRECTORY = "identity";

  /** Whom to ask. */
  public enum Strategy {
    /** Nobody: each caller is an admin. */
    NOAUTH,
    /** OpenStack's Keystone. */
    KEYSTONE,
    /** The identity service inside this program. */
    EMBEDDED;

    private String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reads the sections.
   *
   * @param usual the strategy where none is named
   */
  public static IdentitySettings from(Options options, Strategy usual) {
    Options.Section api = options.section("api_settings");
    String strategy =
        api.choice(
            "auth_strategy",
            usual.text(),
            List.of(Strategy.NOAUTH.text(), Strategy.KEYSTONE.text(), Strategy.EMBEDDED.text()),
            "who is believed to be who: everybody an admin, users of Keystone, or users of the"
                + " identity service in this program");
    return new IdentitySettings(
        Strategy.valueOf(strategy.toUpperCase(Locale.ROOT)),
        api.flag(
            "allow_remote_noauth",
            false,
            "with auth_strategy noauth, listen on other addresses than the loopback too"),
        api.text(
            "noauth_default_project",
            "00000000000040008000000000000001",
            "with auth_strategy noauth, the project of requests that name none; with embedded,"
                + " the id of the project demo"),
        options
            .section("embedded_identity")
            .someSeconds(
                "token_expiration", 3600, "with auth_strategy embedded, how long a token lasts"),
        KeystoneSettings.from(options),
        TokenIdentity.Settings.from(options));
  }

  /**
   * Refuses what does not go together.
   *
   * @param bindHost where the API listens
   * @throws ConfigException if it does not
   */
  void check(String bindHost) {
    switch (strategy) {
      case NOAUTH -> {
        if (!allowRemoteNoauth && !isLoopback(bindHost)) {
          throw new ConfigException(
              List.of(
                  "[api_settings] bind_host = "
                      + bindHost
                      + ": with auth_strategy noauth everybody who reaches the API is an admin, so"
                      + " it listens on a loopback address only; allow_remote_noauth = true lifts"
                      + " that"));
        }
      }
      case KEYSTONE -> {
        List<String> missing = keystone.missing();
        if (!missing.isEmpty()) {
          throw new ConfigException(missing);
        }
      }
      case EMBEDDED -> {}
    }
  }

  /** Where the embedded service keeps its accounts. */
  public static Path directory(Path stateDirectory) {
    return stateDirectory.resolve(DIRECTORY);
  }

  /**
   * What a running service is made of.
   *
   * @param identity for the API
   * @param service answers the paths that begin with its prefix, where there is one
   */
  record Parts(Identity identity, Optional<EmbeddedIdentity> service) {

    /** The API, with the identity service before it where there is one. */
    Handler before(Handler api) {
      return service
          .<Handler>map(embedded ->
              request ->
                  EmbeddedIdentity.serves(request.path())
                      ? embedded.handle(request)
                      : api.handle(request))
          .orElse(api);
    }
  }

  /** Makes the parts. Connects to nobody. */
  Parts parts(Path stateDirectory, InstantSource clock) {
    return switch (strategy) {
      case NOAUTH -> new Parts(new NoAuthIdentity(Optional.of(defaultProject)), Optional.empty());
      case KEYSTONE ->
          new Parts(
              new TokenIdentity(
                  new KeystoneTokens(keystone, clock), _ -> keystone.authenticateUri(), tokens),
              Optional.empty());
      case EMBEDDED -> {
        EmbeddedIdentity service =
            new EmbeddedIdentity(
                AccountsFile.open(directory(stateDirectory), defaultProject),
                clock,
                tokenExpiration);
        yield new Parts(
            new TokenIdentity(
                service, request -> request.baseUrl() + EmbeddedIdentity.PREFIX, tokens),
            Optional.of(service));
      }
    };
  }

  private static boolean isLoopback(String host) {
    if (host.equals("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false; // a name, which may mean anything
    }
  }
}
