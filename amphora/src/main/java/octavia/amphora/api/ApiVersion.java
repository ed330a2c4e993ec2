package octavia.amphora.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Answer of {@code GET /}. */
public record ApiVersion(@JsonProperty("api_version") String version) {
  /** The one that this project speaks. */
  public static final String CURRENT = "1.0";
}
