package octavia.amphora.api;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** Answer of {@code GET info}: who the agent is. Versions of what is not installed are empty. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record AgentInfo(
    String hostname,
    @Nullable String haproxyVersion,
    String apiVersion,
    @Nullable String keepalivedVersion,
    @Nullable String ipvsadmVersion) {}
