package octavia.image.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where the packages of Debian or Ubuntu come from.
 *
 * @param sources the first is what the base is made of, the others are its updates
 * @param keyring what they have to be signed with
 * @param keyringPackage that brings the keyring, if nobody named another
 */
public record Archive(List<Source> sources, Path keyring, String keyringPackage) {
  private static final String DEBIAN = "http://deb.debian.org/debian";
  private static final String DEBIAN_SECURITY = "http://deb.debian.org/debian-security";
  private static final String UBUNTU = "http://archive.ubuntu.com/ubuntu";
  private static final String UBUNTU_PORTS = "http://ports.ubuntu.com/ubuntu-ports";
  private static final Path KEYRINGS = Path.of("/usr/share/keyrings");
  private static final Pattern KEYRING_OPTION = Pattern.compile("--keyring[= ](\\S+)");

  /** A suite of a mirror. */
  public record Source(String mirror, String suite, String components) {
    /** As apt's list has it. */
    public String line() {
      return "deb " + mirror + " " + suite + " " + components;
    }
  }

  public Archive {
    sources = List.copyOf(sources);
  }

  /** As apt's list has it. */
  public String list() {
    return sources.stream().map(source -> source.line() + "\n").collect(Collectors.joining());
  }

  /** As diskimage-builder has it: with the name of a file for each. */
  String named() {
    List<String> names = List.of("default", "updates", "security");
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < sources.size(); at++) {
      text.append(at == 0 ? "" : "\n").append(names.get(at)).append(':');
      text.append(sources.get(at).line());
    }
    return text.toString();
  }

  /**
   * What is asked for by the variables of diskimage-builder.
   *
   * @param base of the Debian family
   */
  static Archive of(
      Base base, String release, Architecture architecture, Map<String, String> variables) {
    Optional<String> mirror =
        Optional.ofNullable(variables.get("DIB_DISTRIBUTION_MIRROR"))
            .filter(value -> !value.isEmpty())
            .map(value -> value.replaceAll("/+$", ""));
    boolean debian = base == Base.DEBIAN_MINIMAL;
    String distribution = debian ? "debian" : "ubuntu";
    return new Archive(
        debian ? debian(release, mirror) : ubuntu(release, architecture, mirror),
        keyring(variables).orElseGet(() -> KEYRINGS.resolve(distribution + "-archive-keyring.gpg")),
        debian ? "debian-archive-keyring" : "ubuntu-keyring");
  }

  /** A mirror of one's own need not have the updates. */
  private static List<Source> debian(String release, Optional<String> mirror) {
    return mirror
        .map(own -> List.of(new Source(own, release, "main")))
        .orElseGet(() ->
            List.of(
                new Source(DEBIAN, release, "main"),
                new Source(DEBIAN, release + "-updates", "main"),
                new Source(DEBIAN_SECURITY, release + "-security", "main")));
  }

  private static List<Source> ubuntu(
      String release, Architecture architecture, Optional<String> mirror) {
    boolean ports = architecture != Architecture.AMD64 && architecture != Architecture.I386;
    String where = mirror.orElse(ports ? UBUNTU_PORTS : UBUNTU);
    return List.of(
        new Source(where, release, "main universe"),
        new Source(where, release + "-updates", "main universe"),
        new Source(where, release + "-security", "main universe"));
  }

  private static Optional<Path> keyring(Map<String, String> variables) {
    Matcher option =
        KEYRING_OPTION.matcher(variables.getOrDefault("DIB_DEBOOTSTRAP_EXTRA_ARGS", ""));
    if (option.find()) {
      return Optional.of(Path.of(option.group(1)));
    }
    return Optional.ofNullable(
            variables.getOrDefault("DIB_APT_KEYRING", variables.get("DIB_DEBIAN_KEYRING")))
        .filter(value -> !value.isEmpty())
        .map(Path::of);
  }
}
