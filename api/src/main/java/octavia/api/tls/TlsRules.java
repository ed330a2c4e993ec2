package octavia.api.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import octavia.api.body.Given;
import octavia.api.error.Faults;
import octavia.api.settings.RuleSettings;

/** What listeners and pools alike may ask of TLS. Pure. */
public final class TlsRules {
  /** What a list of ciphers may be made of, so that nothing else gets into a configuration. */
  public static final Pattern CIPHERS = Pattern.compile("^[A-Za-z0-9\\-+!:@=_.]*$");

  /** Column width. */
  public static final int MAX_CIPHERS = 2048;

  /** The ALPN protocols that are known. */
  public static final List<String> ALPN_PROTOCOLS = List.of("h2", "http/1.1", "http/1.0");

  /** What upstream says of any other. */
  public static final String ALPN_RULE = "Value should be a valid ALPN protocol ID";

  private TlsRules() {}

  /** Refuses ciphers that the operator prohibits. */
  public static void checkCiphers(Given<String> given, RuleSettings settings) {
    List<String> prohibited = new ArrayList<>();
    for (String cipher : given.or("").split(":")) {
      if (settings.prohibitedCiphers().contains(cipher)) {
        prohibited.add(cipher);
      }
    }
    if (!prohibited.isEmpty()) {
      throw Faults.validation(
          "tls_ciphers",
          "The following ciphers have been prohibited by an administrator: "
              + String.join(", ", prohibited));
    }
  }

  /** Refuses versions that do not exist, are too low, or an empty list of them. */
  public static void checkVersions(Given<List<String>> given, RuleSettings settings) {
    if (!given.hasValue()) {
      return;
    }
    List<String> versions = given.or(List.of());
    if (versions.isEmpty()) {
      throw Faults.validation(
          "tls_versions",
          "Empty TLS version list. Either specify at least one TLS version or remove this"
              + " parameter to use the default.");
    }
    List<String> unknown =
        versions.stream().filter(version -> !RuleSettings.TLS_VERSIONS.contains(version)).toList();
    if (!unknown.isEmpty()) {
      throw Faults.validation(
          "tls_versions", "Invalid TLS versions: " + String.join(", ", unknown));
    }
    settings.minimumTlsVersion().ifPresent(minimum -> checkMinimum(versions, minimum));
  }

  private static void checkMinimum(List<String> versions, String minimum) {
    int lowest = RuleSettings.TLS_VERSIONS.indexOf(minimum);
    List<String> low =
        versions.stream()
            .filter(version -> RuleSettings.TLS_VERSIONS.indexOf(version) < lowest)
            .toList();
    if (!low.isEmpty()) {
      throw Faults.validation(
          "tls_versions",
          "Requested TLS versions are less than the minimum: "
              + String.join(", ", low)
              + " < "
              + minimum);
    }
  }

  /** Refuses an empty list. */
  public static void checkAlpn(Given<List<String>> given) {
    if (given.hasValue() && given.or(List.of()).isEmpty()) {
      throw Faults.validation(
          "alpn_protocols",
          "Empty ALPN protocol list. Either specify at least one ALPN protocol or remove this"
              + " parameter to use the default.");
    }
  }
}
