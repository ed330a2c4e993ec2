package octavia.cloud.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The names on this host of all that belongs to one local cloud. They derive from ids, so that
 * everything is found again after a crash, and carry a tag of the state directory, so that several
 * clouds live side by side. An interface's name has room for 15 characters: it is a hash, and the
 * full id stands in the interface's alias.
 *
 * @param tag six hexadecimal digits
 */
public record HostNames(String tag) {

  /** The names for a state directory, which need not exist. */
  public static HostNames of(Path stateDirectory) {
    return new HostNames(hash(canonical(stateDirectory).toString(), 6));
  }

  /** The one absolute path without links of a directory that need not exist yet. */
  public static Path canonical(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    Path existing = absolute;
    while (!Files.exists(existing)) {
      existing = existing.getParent();
      if (existing == null) {
        return absolute;
      }
    }
    try {
      return existing.toRealPath().resolve(existing.relativize(absolute)).normalize();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the names of all namespaces of this cloud begin with. */
  public String namespacePrefix() {
    return "octavia-" + tag + "-";
  }

  /** The namespace that holds the bridges. */
  public Namespace networks() {
    return new Namespace(namespacePrefix() + "net");
  }

  /** The directories with containers and their images. */
  public String containers() {
    return namespacePrefix() + "containers";
  }

  /** The namespace with an amphora's agent and its management interface. */
  public Namespace agent(String amphoraId) {
    return new Namespace(namespacePrefix() + hash(amphoraId, 8));
  }

  /** The namespace with an amphora's HAProxy and the VIP. */
  public Namespace haproxy(String amphoraId) {
    return new Namespace(namespacePrefix() + hash(amphoraId, 8) + "-h");
  }

  /** What the names of all interfaces of this cloud in the host's own namespace begin with. */
  public String hostInterfacePrefix() {
    return "o" + tag + "-";
  }

  /** The host's interface on a network; it carries the gateways' addresses. */
  public String hostInterface(String networkId) {
    return hostInterfacePrefix() + hash(networkId, 6);
  }

  /** A network's bridge, among the bridges. */
  public static String bridge(String networkId) {
    return "br" + hash(networkId, 12);
  }

  /** The other end of the host's interface on a network, among the bridges. */
  public static String uplink(String networkId) {
    return "up" + hash(networkId, 12);
  }

  /** The end of an amphora's management interface among the bridges. */
  public static String management(String amphoraId) {
    return "m" + hash(amphoraId, 12);
  }

  /** Both ends of a port's interface, until an agent renames its own. */
  public static String port(String portId) {
    return "p" + hash(portId, 12);
  }

  /** A locally administered hardware address. */
  public static String macAddress(String id) {
    return "02:" + HexFormat.ofDelimiter(":").formatHex(sha256("mac " + id), 0, 5);
  }

  /** Hexadecimal digits that differ for texts that differ. */
  public static String hash(String text, int digits) {
    return HexFormat.of().formatHex(sha256(text)).substring(0, digits);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("a JDK without SHA-256", e);
    }
  }
}
