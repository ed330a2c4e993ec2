package octavia.amphora.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Answer of {@code GET interface/{ip}}: which interface has that address. */
public record InterfaceAnswer(String message, @JsonProperty("interface") String name) {}
