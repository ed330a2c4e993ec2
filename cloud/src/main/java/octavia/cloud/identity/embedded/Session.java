package octavia.cloud.identity.embedded;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a token of ours says by itself. What its holder may, is looked up each time.
 *
 * @param on what it is scoped to: {@code project}, {@code domain}, {@code system}, or nothing
 * @param targetId of the project or domain
 * @param auditId by which it is revoked
 * @param applicationCredentialId the login that made it; null for a password
 */
record Session(
    String userId,
    String on,
    String targetId,
    List<String> methods,
    Instant issuedAt,
    Instant expiresAt,
    String auditId,
    @Nullable String applicationCredentialId) {
  static final String UNSCOPED = "";

  Session {
    methods = List.copyOf(methods);
  }
}
