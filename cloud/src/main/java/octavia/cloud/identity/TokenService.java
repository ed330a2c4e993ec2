package octavia.cloud.identity;

import java.util.Optional;

/** Knows tokens. For many threads; may block for as long as its own limits say. */
public interface TokenService {

  /**
   * What a token says, empty if it is none, expired or revoked.
   *
   * @param allowExpired take it also after its end, for calls that a service passes on
   * @throws IdentityUnavailableException if nobody can tell at the moment
   */
  Optional<Token> find(String token, boolean allowExpired);
}
