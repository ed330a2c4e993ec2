package octavia.api.pool;

import octavia.api.error.Faults;
import octavia.api.pool.PoolFields.Persistence;
import octavia.api.settings.RuleSettings;
import octavia.api.tls.TlsRules;
import octavia.model.PoolProtocol;
import octavia.model.SessionPersistence;
import org.jspecify.annotations.Nullable;

/** What a pool may be. Pure: requests and records in, refusals out. */
final class PoolRules {
  private static final String FIELD = "session_persistence";

  private final RuleSettings settings;

  PoolRules(RuleSettings settings) {
    this.settings = settings;
  }

  /** The session persistence that a request asks of a new pool; null for none. */
  @Nullable SessionPersistence newPersistence(PoolProtocol protocol, @Nullable Persistence wanted) {
    if (wanted == null) {
      return null;
    }
    SessionPersistence.Type type = wanted.type().orNull();
    if (type == null) {
      throw Faults.invalidOption("type", "None", "type");
    }
    if (!protocol.isDatagram()
        && (wanted.persistenceTimeout().hasValue() || wanted.persistenceGranularity().hasValue())) {
      throw Faults.validation(
          FIELD,
          "persistence_timeout and persistence_granularity is only for UDP and SCTP protocol"
              + " pools.");
    }
    checkDatagram(protocol, type, wanted);
    return checked(type, wanted, null);
  }

  /** The session persistence after a change; {@code current} is null if there was none. */
  @Nullable SessionPersistence changedPersistence(
      PoolProtocol protocol, Persistence wanted, @Nullable SessionPersistence current) {
    if (!protocol.isDatagram()
        && (wanted.persistenceTimeout().hasValue() || wanted.persistenceGranularity().hasValue())) {
      throw Faults.validation(
          FIELD, "persistence_timeout and persistence_granularity is only for UDP protocol pools.");
    }
    SessionPersistence.Type type =
        wanted.type().hasValue() ? wanted.type().orNull() : typeOf(current);
    if (type == null) {
      throw Faults.validation(FIELD, "Invalid session_persistence provided.");
    }
    checkDatagram(protocol, type, wanted);
    return checked(type, wanted, current);
  }

  private static SessionPersistence.@Nullable Type typeOf(@Nullable SessionPersistence current) {
    return current == null ? null : current.type();
  }

  private static void checkDatagram(
      PoolProtocol protocol, SessionPersistence.Type type, Persistence wanted) {
    if (!protocol.isDatagram()) {
      return;
    }
    boolean named = wanted.cookieName().hasValue();
    if (type == SessionPersistence.Type.SOURCE_IP) {
      if (named) {
        throw Faults.validation(
            FIELD,
            "session_persistence SOURCE_IP type for UDP and SCTP protocols only accepts: type,"
                + " persistence_timeout, persistence_granularity.");
      }
      return;
    }
    if (named) {
      throw Faults.validation(FIELD, "Cookie names are not supported for UDP/SCTP pools.");
    }
    throw Faults.validation(
        FIELD,
        "Session persistence of type " + type + " is not supported for UDP/SCTP protocol pools.");
  }

  private static SessionPersistence checked(
      SessionPersistence.Type type, Persistence wanted, @Nullable SessionPersistence current) {
    String cookieName = wanted.cookieName().orNull();
    if (type == SessionPersistence.Type.APP_COOKIE && cookieName == null) {
      throw Faults.validation(
          "cookie_name",
          "Field \"cookie_name\" must be specified when using the \"APP_COOKIE\" session"
              + " persistence type.");
    }
    if (type != SessionPersistence.Type.APP_COOKIE && cookieName != null) {
      throw Faults.validation(
          "cookie_name",
          "Field \"cookie_name\" can only be specified with session persistence of type"
              + " \"APP_COOKIE\".");
    }
    return new SessionPersistence(
        type,
        cookieName,
        wanted
            .persistenceTimeout()
            .orCurrent(current == null ? null : current.persistenceTimeout()),
        wanted
            .persistenceGranularity()
            .orCurrent(current == null ? null : current.persistenceGranularity()));
  }

  /** Refuses what a pool may not ask of TLS. */
  void checkTls(PoolFields fields, @Nullable String caRef, @Nullable String crlRef) {
    if (crlRef != null && caRef == null) {
      throw Faults.validation(
          "crl_container_ref",
          "A CA certificate reference is required to specify a revocation list.");
    }
    TlsRules.checkCiphers(fields.tlsCiphers(), settings);
    TlsRules.checkVersions(fields.tlsVersions(), settings);
    TlsRules.checkAlpn(fields.alpnProtocols());
  }
}
