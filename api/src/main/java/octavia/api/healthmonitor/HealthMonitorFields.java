package octavia.api.healthmonitor;

import java.util.List;
import java.util.regex.Pattern;
import octavia.api.body.Attributes;
import octavia.api.body.Body;
import octavia.api.body.Given;
import octavia.http.Request;

/** What requests say of a health monitor: the fields that can be set at any time. */
record HealthMonitorFields(
    Given<String> name,
    Given<Integer> delay,
    Given<Integer> timeout,
    Given<Integer> maxRetriesDown,
    Given<Integer> maxRetries,
    Given<String> httpMethod,
    Given<String> urlPath,
    Given<String> expectedCodes,
    Given<Boolean> adminStateUp,
    Given<List<String>> tags,
    Given<Double> httpVersion,
    Given<String> domainName) {
  static final String ARGUMENT = "health_monitor_";
  private static final int MAX_URL_PATH = 255; // as long as the column on MariaDB
  private static final int MAX_CODES = 64; // column health_monitor.expected_codes

  private static final Pattern CODES =
      Pattern.compile("^(\\d{3}(\\s*,\\s*\\d{3})*)$|^(\\d{3}-\\d{3})$");
  private static final Pattern DOMAIN_NAME =
      Pattern.compile("^(?=.{1,253}\\.?$)(?:(?!-|[^.]+_)[A-Za-z0-9-_]{1,63}(?<!-)(?:\\.|$))+$");
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "OPTIONS", "CONNECT", "PATCH");

  static final List<String> UPDATE =
      List.of(
          "name",
          "delay",
          "timeout",
          "max_retries_down",
          "max_retries",
          "http_method",
          "url_path",
          "expected_codes",
          "admin_state_up",
          "tags",
          "http_version",
          "domain_name");

  /** Reads a request to change one. */
  static HealthMonitorFields readUpdate(Request request) {
    return Body.read(request, ARGUMENT, "healthmonitor", UPDATE, body -> read(body, false));
  }

  static HealthMonitorFields read(Attributes body, boolean isNew) {
    return new HealthMonitorFields(
        body.text("name"),
        (isNew ? body.required() : body).number("delay", 0, Integer.MAX_VALUE),
        (isNew ? body.required() : body).number("timeout", 0, Integer.MAX_VALUE),
        body.number("max_retries_down", 1, 10),
        (isNew ? body.required() : body).number("max_retries", 1, 10),
        body.word("http_method", METHODS),
        body.urlPath("url_path", MAX_URL_PATH),
        body.text("expected_codes", 0, MAX_CODES, CODES),
        body.flag("admin_state_up"),
        body.tags(),
        body.oneOf("http_version", List.of(1.0, 1.1)),
        body.text("domain_name", 1, 255, DOMAIN_NAME));
  }
}
