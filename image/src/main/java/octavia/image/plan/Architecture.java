package octavia.image.plan;

import java.util.Arrays;
import java.util.Optional;

/** What an image's processor can be, by the names that its users have for it. */
public enum Architecture {
  I386("i386", "i686"),
  AMD64("amd64", "x86_64"),
  ARMHF("armhf", "armv7l"),
  ARM64("arm64", "aarch64"),
  PPC64EL("ppc64el", "ppc64le");

  private final String debian;
  private final String machine;

  Architecture(String debian, String machine) {
    this.debian = debian;
    this.machine = machine;
  }

  /** Debian's name, which diskimage-builder uses too. */
  public String debian() {
    return debian;
  }

  /** The kernel's name, which Glance and Nova use in {@code hw_architecture}. */
  public String machine() {
    return machine;
  }

  /** The one that has this name, Debian's or the kernel's. */
  public static Optional<Architecture> named(String name) {
    return Arrays.stream(values())
        .filter(each -> each.debian.equals(name) || each.machine.equals(name))
        .findFirst();
  }

  /** The one of a machine that calls itself so in {@code uname -m} or as Java's {@code os.arch}. */
  public static Optional<Architecture> ofMachine(String machine) {
    if (machine.startsWith("armv")) {
      return Optional.of(ARMHF);
    }
    return named(machine);
  }
}
