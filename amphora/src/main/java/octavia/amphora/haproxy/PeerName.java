package octavia.amphora.haproxy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** What an amphora's HAProxy is called among its peers, in upstream's form. */
public final class PeerName {
  private PeerName() {}

  /** The name; the agent starts HAProxy under it, the configuration lists it. */
  public static String of(String amphoraId) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(amphoraId.getBytes(StandardCharsets.UTF_8));
      // Upstream's base64 has _ for + and - for /, which is the URL alphabet turned around.
      String name =
          Base64.getEncoder()
              .withoutPadding()
              .encodeToString(digest)
              .replace('+', '_')
              .replace('/', '-');
      return name.startsWith("-") ? "x" + name.substring(1) : name;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
