package octavia.api.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import octavia.config.Options;

/**
 * Which providers requests may choose.
 *
 * @param enabled by name, what the operator says of each; in the order of the configuration
 */
public record ProviderSettings(Map<String, String> enabled) {

  public ProviderSettings {
    enabled = Collections.unmodifiableMap(new LinkedHashMap<>(enabled));
  }

  static ProviderSettings from(Options options) {
    Map<String, String> defaults = new LinkedHashMap<>();
    defaults.put("amphora", "The Octavia Amphora driver.");
    defaults.put("octavia", "Deprecated alias of the Octavia Amphora driver.");
    return new ProviderSettings(
        options
            .section("api_settings")
            .dictionary(
                "enabled_provider_drivers",
                defaults,
                "providers that requests may choose, with a description of each"));
  }
}
