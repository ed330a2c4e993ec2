package octavia.image.plan;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import octavia.image.plan.Host.OperatingSystem;

/** A machine as a test wants it: at first a Debian with all that is needed. */
final class FakeHost implements Host.Disk {
  Optional<OperatingSystem> system =
      Optional.of(new OperatingSystem("Debian GNU/Linux", "debian", "", "12"));
  Optional<Architecture> architecture = Optional.of(Architecture.AMD64);
  boolean root = true;
  boolean selinux;
  long free = Long.MAX_VALUE;
  final Set<String> commands =
      new HashSet<>(
          Set.of(
              "qemu-img",
              "git",
              "mvn",
              "kpartx",
              "debootstrap",
              "disk-image-create",
              "mmdebstrap",
              "mke2fs",
              "grub-mkimage",
              "sfdisk",
              "resize2fs"));
  final Set<Path> directories =
      new HashSet<>(
          Set.of(Path.of("/home/builder"), Path.of("/images"), Path.of("/octavia/elements")));
  final Set<Path> files = new HashSet<>(Set.of(Path.of("/usr/lib/grub/i386-pc/boot.img")));

  /** The machine as it is by now. */
  Host host() {
    return new Host(
        system,
        architecture,
        root,
        selinux,
        Path.of("/home/builder"),
        Path.of("/octavia"),
        Path.of("/home/me"),
        this);
  }

  @Override
  public boolean hasCommand(String name) {
    return commands.contains(name);
  }

  @Override
  public boolean isDirectory(Path path) {
    return directories.contains(path);
  }

  @Override
  public boolean isFile(Path path) {
    return files.contains(path);
  }

  @Override
  public long freeBytes(Path path) {
    return free;
  }
}
