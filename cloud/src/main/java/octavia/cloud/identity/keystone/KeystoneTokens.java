package octavia.cloud.identity.keystone;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import octavia.cloud.identity.IdentityUnavailableException;
import octavia.cloud.identity.Token;
import octavia.cloud.identity.TokenService;
import octavia.http.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Tokens of Keystone, validated by asking it and remembered for a while: a good one for {@code
 * token_cache_time} but not beyond its end, a bad one for a few seconds. The cache knows tokens by
 * their hash alone. Requests with the same new token ask once. Nothing is asked before the first
 * request. For many threads.
 */
public final class KeystoneTokens implements TokenService {
  private static final Logger LOG = LoggerFactory.getLogger(KeystoneTokens.class);
  private static final int MAX_TOKENS = 20_000;

  /** Long enough against a client that tries on and on, short enough for nobody to notice. */
  private static final Duration BAD_TOKEN_TIME = Duration.ofSeconds(10);

  private final KeystoneSettings settings;
  private final KeystoneConnection connection;
  private final KeystoneSession session;
  private final InstantSource clock;
  private final Cache<String, Optional<Token>> cache;
  private final Together<Optional<Token>> asking = new Together<>();

  /** Keystone as the settings name it. */
  public KeystoneTokens(KeystoneSettings settings, InstantSource clock) {
    this(settings, clock, KeystoneConnection::pause);
  }

  KeystoneTokens(KeystoneSettings settings, InstantSource clock, KeystoneConnection.Pause pause) {
    this.settings = settings;
    this.connection = new KeystoneConnection(settings, pause);
    this.session = new KeystoneSession(settings, connection, clock);
    this.clock = clock;
    this.cache =
        Caffeine.newBuilder()
            .maximumSize(MAX_TOKENS)
            .ticker(() -> nanos(clock.instant()))
            .expireAfter(Expiry.<String, Optional<Token>>writing((_, token) -> lifetime(token)))
            .build();
  }

  @Override
  public Optional<Token> find(String token, boolean allowExpired) {
    String key = hash(token) + (allowExpired ? "+" : "");
    return known(key)
        .orElseGet(() -> asking.ask(key, () -> askAndRemember(key, token, allowExpired)))
        .filter(found -> allowExpired || clock.instant().isBefore(found.expiresAt()));
  }

  private Optional<Optional<Token>> known(String key) {
    return Optional.ofNullable(cache.getIfPresent(key));
  }

  private Optional<Token> askAndRemember(String key, String token, boolean allowExpired) {
    // Known by now, if another thread had its answer just before.
    Optional<Token> answer = known(key).orElseGet(() -> ask(token, allowExpired));
    cache.put(key, answer);
    return answer;
  }

  private Duration lifetime(Optional<Token> token) {
    Duration most = settings.cacheTime().orElse(Duration.ZERO);
    if (token.isEmpty()) {
      return most.compareTo(BAD_TOKEN_TIME) < 0 ? most : BAD_TOKEN_TIME;
    }
    Duration left = Duration.between(clock.instant(), token.get().expiresAt());
    if (left.isNegative()) {
      return Duration.ZERO;
    }
    return left.compareTo(most) < 0 ? left : most;
  }

  private Optional<Token> ask(String token, boolean allowExpired) {
    if (!token.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      return Optional.empty(); // no header could carry it
    }
    KeystoneSession.Login login = session.login();
    HttpResponse<String> response = validate(login, token, allowExpired);
    if (response.statusCode() == 401) {
      response = validate(session.renew(login), token, allowExpired);
    }
    return switch (response.statusCode()) {
      case 200 -> read(response.body());
      case 404 -> Optional.empty();
      case 401 ->
          throw new IdentityUnavailableException(
              "Keystone does not let the user of [keystone_authtoken] validate tokens");
      default ->
          throw new IdentityUnavailableException(
              "Keystone answers " + response.statusCode() + " to a token's validation");
    };
  }

  private HttpResponse<String> validate(
      KeystoneSession.Login login, String token, boolean allowExpired) {
    return connection.send(
        connection
            .request(
                login.identityUrl()
                    + "/auth/tokens?nocatalog"
                    + (allowExpired ? "&allow_expired=1" : ""))
            .header("X-Auth-Token", login.token())
            .header("X-Subject-Token", token)
            .header("OpenStack-Identity-Access-Rules", "1.0")
            .build());
  }

  private static Optional<Token> read(String body) {
    try {
      return Optional.of(Token.of(Json.MAPPER.readTree(body)));
    } catch (JacksonException | IllegalArgumentException e) {
      LOG.warn("Keystone's answer to a token's validation is taken for a no: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  private static String hash(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
