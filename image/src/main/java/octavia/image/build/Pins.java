package octavia.image.build;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The versions of packages that an image is to have. */
final class Pins {
  private static final int NAMED = 10;

  private final Map<String, String> versions;

  /**
   * Pins.
   *
   * @param packages of the image that is to be made again
   */
  Pins(List<Installed> packages) {
    this.versions =
        packages.stream()
            .collect(
                Collectors.toMap(
                    Installed::name, Installed::version, (_, second) -> second, TreeMap::new));
  }

  /** As apt's preferences have it; also older versions than the newest are taken. */
  String preferences() {
    StringBuilder text = new StringBuilder();
    versions.forEach((name, version) ->
        text.append("Package: ")
            .append(name)
            .append("\nPin: version ")
            .append(version)
            .append("\nPin-Priority: 1001\n\n"));
    return text.toString();
  }

  /**
   * Compares.
   *
   * @throws BuildException that names what differs
   */
  void check(List<Installed> installed) {
    Map<String, String> found = new Pins(installed).versions;
    List<String> differences =
        versions.entrySet().stream()
            .filter(each -> !each.getValue().equals(found.get(each.getKey())))
            .map(each ->
                each.getKey()
                    + " "
                    + found.getOrDefault(each.getKey(), "(not installed)")
                    + " instead of "
                    + each.getValue())
            .collect(Collectors.toList());
    found.keySet().stream()
        .filter(name -> !versions.containsKey(name))
        .forEach(name -> differences.add(name + " " + found.get(name) + ", which is not listed"));
    if (!differences.isEmpty()) {
      throw new BuildException(
          differences.size()
              + " packages are not as the list has them: "
              + String.join("; ", differences.subList(0, Math.min(NAMED, differences.size())))
              + (differences.size() > NAMED ? "; ..." : "")
              + ". A mirror keeps the newest versions only: let DIB_DISTRIBUTION_MIRROR name one of"
              + " the day, such as http://snapshot.debian.org/archive/debian/20260101T000000Z.");
    }
  }
}
