package octavia.amphora.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The configuration that an agent holds for a load balancer.
 *
 * @param etag of {@code text}
 * @param runningEtag of the configuration that HAProxy runs; empty if it runs none, or if the agent
 *     does not say (upstream's does not)
 */
public record HaproxyConfig(String text, String etag, Optional<String> runningEtag) {

  /** Header in which our agent says what HAProxy runs, beside the ETag of what it would start. */
  public static final String RUNNING_HEADER = "X-Octavia-Running-ETag";

  /** The tag of a configuration, as agents compute it: MD5 in hexadecimal, no quotes. */
  public static String etag(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
