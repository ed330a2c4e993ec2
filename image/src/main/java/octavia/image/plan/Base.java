package octavia.image.plan;

import java.util.Arrays;
import java.util.Optional;

/** The operating system that an image is made of. */
public enum Base {
  UBUNTU_MINIMAL("ubuntu-minimal", Family.DEBIAN, "noble", "bionic", "ubuntu"),
  DEBIAN_MINIMAL("debian-minimal", Family.DEBIAN, "bookworm", "bookworm", "debian-minimal"),
  FEDORA("fedora", Family.RED_HAT, "28", "28", "fedora"),
  CENTOS_MINIMAL("centos-minimal", Family.RED_HAT, "10-stream", "7", "centos"),
  ROCKY_CONTAINER("rocky-container", Family.RED_HAT, "10", "10", "rocky"),
  RHEL("rhel", Family.RED_HAT, "10", "7", "rhel");

  /** How a base packs its software. */
  public enum Family {
    DEBIAN,
    RED_HAT
  }

  private final String element;
  private final Family family;
  private final String release;
  private final String seedRelease;
  private final String otherName;

  Base(String element, Family family, String release, String seedRelease, String otherName) {
    this.element = element;
    this.family = family;
    this.release = release;
    this.seedRelease = seedRelease;
    this.otherName = otherName;
  }

  /** The element that lays its foundation. */
  public String element() {
    return element;
  }

  public Family family() {
    return family;
  }

  /** The release if none is asked for. */
  String release(Profile profile) {
    return switch (profile) {
      case CURRENT -> release;
      case SEED -> seedRelease;
    };
  }

  /** The one that {@code -i} names; rocky's element is not one of its names. */
  static Optional<Base> named(String text) {
    return Arrays.stream(values())
        .filter(each ->
            each.otherName.equals(text) || (each != ROCKY_CONTAINER && each.element.equals(text)))
        .findFirst();
  }
}
