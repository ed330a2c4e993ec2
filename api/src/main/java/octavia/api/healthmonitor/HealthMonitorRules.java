package octavia.api.healthmonitor;

import octavia.api.body.Given;
import octavia.api.error.Faults;
import octavia.api.settings.RuleSettings;
import octavia.model.HealthMonitorType;
import octavia.model.PoolProtocol;
import org.jspecify.annotations.Nullable;

/** What a health monitor may be. Pure: requests and records in, refusals out. */
final class HealthMonitorRules {
  private final RuleSettings settings;

  HealthMonitorRules(RuleSettings settings) {
    this.settings = settings;
  }

  /** Refuses a type that the operator does not allow, or that does not fit the pool. */
  void checkType(HealthMonitorType type, PoolProtocol pool, int delay) {
    if (type == HealthMonitorType.PING && !settings.allowPing()) {
      throw Faults.disabled("type", type.wire());
    }
    boolean datagram = type == HealthMonitorType.UDP_CONNECT || type == HealthMonitorType.SCTP;
    if (datagram && !pool.isDatagram()) {
      throw Faults.validation(
          "type", "The " + type.wire() + " type is only supported for pools of type UDP/SCTP.");
    }
    boolean fits = datagram || type == HealthMonitorType.TCP || type == HealthMonitorType.HTTP;
    if (pool.isDatagram() && !fits) {
      throw Faults.validation(
          "type",
          "The associated pool protocol is "
              + pool
              + ", so only a UDP-CONNECT/SCTP/TCP/HTTP health monitor is supported.");
    }
    checkDelay(type, delay);
  }

  /** Refuses checks that come too fast. */
  void checkDelay(HealthMonitorType type, int delay) {
    int least = settings.minUdpConnectDelay();
    if (type == HealthMonitorType.UDP_CONNECT && delay < least) {
      throw Faults.validation(
          "delay",
          "The request delay value "
              + delay
              + " should be larger than "
              + least
              + " for UDP-CONNECT health monitor type.");
    }
  }

  /** Refuses what only HTTP checks have: upstream refuses null too, in an update. */
  static void checkHttpFields(HealthMonitorType type, HealthMonitorFields fields, boolean nullToo) {
    if (type.isHttp()) {
      return;
    }
    checkUnset(type, "http_method", fields.httpMethod(), nullToo);
    checkUnset(type, "url_path", fields.urlPath(), nullToo);
    checkUnset(type, "expected_codes", fields.expectedCodes(), nullToo);
  }

  private static void checkUnset(
      HealthMonitorType type, String field, Given<String> given, boolean nullToo) {
    if (given.hasValue() || (nullToo && given.isSent())) {
      throw Faults.invalidOption(field, field, "health monitors of type " + type.wire());
    }
  }

  /** Refuses a domain name without the version of HTTP that has one. */
  static void checkDomainName(@Nullable String domainName, @Nullable Double httpVersion) {
    if (domainName == null) {
      return;
    }
    if (httpVersion == null) {
      throw Faults.validation(
          "http_version", "'http_version' must be specified when 'domain_name' is provided.");
    }
    if (httpVersion < 1.1) {
      throw Faults.invalidOption(
          "http_version",
          "http_version " + httpVersion,
          "health monitors HTTP 1.1 domain name health check");
    }
  }
}
