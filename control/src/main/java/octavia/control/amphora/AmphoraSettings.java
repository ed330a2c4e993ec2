package octavia.control.amphora;

import java.time.Duration;

/**
 * How the amphora provider works.
 *
 * @param bootLimit how long a new amphora may take until it answers, before it is replaced
 * @param bootRetry how often to look at one that has not answered yet
 */
public record AmphoraSettings(Duration bootLimit, Duration bootRetry) {}
