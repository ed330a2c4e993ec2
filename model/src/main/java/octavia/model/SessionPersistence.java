package octavia.model;

import org.jspecify.annotations.Nullable;

/**
 * How a pool keeps a client at its member.
 *
 * @param cookieName the application's cookie, for APP_COOKIE only
 * @param persistenceTimeout seconds, datagram pools only
 * @param persistenceGranularity an address mask, datagram pools only
 */
public record SessionPersistence(
    Type type,
    @Nullable String cookieName,
    @Nullable Integer persistenceTimeout,
    @Nullable String persistenceGranularity) {

  /** Kinds of session persistence. */
  public enum Type {
    SOURCE_IP,
    HTTP_COOKIE,
    APP_COOKIE
  }
}
