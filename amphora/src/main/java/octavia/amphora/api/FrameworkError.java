package octavia.amphora.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** An error that no handler answered: unknown path, wrong method, too large a body. */
public record FrameworkError(String error, @JsonProperty("http_code") int httpCode) {}
