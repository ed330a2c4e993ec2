package octavia.image.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import octavia.image.plan.Host.OperatingSystem;

/** What the machine that builds must be and have. */
final class HostCheck {
  /**
   * Something that a build needs, and the package that brings it.
   *
   * @param command its name; or the path of a file
   */
  private record Tool(String command, String debian, String suse, String gentoo, String redHat) {
    boolean isOn(Host.Disk disk) {
      return command.startsWith("/") ? disk.isFile(Path.of(command)) : disk.hasCommand(command);
    }
  }

  private static final Tool DISK_IMAGE_CREATE =
      new Tool(
          "disk-image-create",
          "python3-diskimage-builder",
          "diskimage-builder",
          "diskimage-builder",
          "diskimage-builder");
  private static final Tool QEMU_IMG =
      new Tool("qemu-img", "qemu-utils", "qemu-tools", "app-emulation/qemu", "qemu-img");
  private static final Tool GIT = new Tool("git", "git", "git-core", "dev-vcs/git", "git");
  private static final List<Tool> CLASSIC = List.of(QEMU_IMG, GIT);
  private static final List<Tool> CLASSIC_DEBIAN =
      List.of(tool("kpartx", "kpartx"), tool("debootstrap", "debootstrap"));

  private static final List<Tool> SLIM =
      List.of(
          tool("mmdebstrap", "mmdebstrap"),
          tool("mke2fs", "e2fsprogs"),
          tool("grub-mkimage", "grub-common"),
          tool("/usr/lib/grub/i386-pc/boot.img", "grub-pc-bin"));

  /** Gives who is not root other users' ids to build with. */
  private static final Tool NEWUIDMAP = tool("newuidmap", "uidmap");

  private static final List<Tool> RETROFIT =
      List.of(
          QEMU_IMG,
          new Tool("sfdisk", "fdisk", "util-linux", "sys-apps/util-linux", "util-linux"),
          tool("resize2fs", "e2fsprogs"));

  /** With which this project's agent is built of another source. */
  private static final List<Tool> AGENT_BUILD =
      List.of(GIT, new Tool("mvn", "maven", "maven", "dev-java/maven-bin", "maven"));

  private HostCheck() {}

  private static Tool tool(String command, String everywhere) {
    return new Tool(command, everywhere, everywhere, everywhere, everywhere);
  }

  static OperatingSystem known(Host host) {
    return host.operatingSystem()
        .filter(system -> !system.name().isEmpty())
        .orElseThrow(() ->
            new PlanException(
                2, "Unknown Host OS: neither os-release nor system-release names it."));
  }

  /** Old systems cannot keep the extended attributes of other bases' packages. */
  static void checkAge(OperatingSystem system, Base base, Profile profile) {
    double ubuntu = profile == Profile.SEED ? 14.04 : 16.04;
    boolean tooOld =
        (system.id().equals("ubuntu") && isOlder(system.version(), ubuntu))
            || (system.id().equals("debian") && isOlder(system.version(), 8));
    if (tooOld && base != Base.UBUNTU_MINIMAL) {
      throw new PlanException(
          1,
          system.name()
              + " "
              + system.version()
              + " is too old to build "
              + base.element()
              + ": it lacks the extended attributes that its packages need.");
    }
  }

  private static boolean isOlder(String version, double least) {
    return version.matches("[0-9]+(\\.[0-9]+)?") && Double.parseDouble(version) < least;
  }

  /**
   * Packages of tools that are missing here.
   *
   * @throws PlanException if they cannot be installed by this command: it names them
   */
  static List<String> missing(
      Host host,
      OperatingSystem system,
      ImagePlan.Builder builder,
      Format format,
      boolean ownBuilder,
      AgentSource agent) {
    boolean debian = system.is("debian") || system.is("ubuntu");
    Set<Tool> tools =
        new LinkedHashSet<>(
            switch (builder) {
              case SLIM -> slimTools(format, host.isRoot());
              case DISKIMAGE_BUILDER -> classicTools(debian, ownBuilder);
              case RETROFIT -> RETROFIT;
            });
    if (agent instanceof AgentSource.ThisProject) {
      tools.addAll(AGENT_BUILD);
    }
    List<String> missing =
        tools.stream()
            .filter(tool -> !tool.isOn(host.disk()))
            .map(tool -> packageOf(tool, system))
            .toList();
    if (!missing.isEmpty() && !(debian && host.isRoot())) {
      throw new PlanException(
          1,
          "Required packages are not installed: "
              + String.join(" ", missing)
              + " (of "
              + String.join(", ", tools.stream().map(tool -> packageOf(tool, system)).toList())
              + ")."
              + (debian ? " As root this command installs them." : ""));
    }
    return missing;
  }

  private static List<Tool> slimTools(Format format, boolean root) {
    List<Tool> tools = new ArrayList<>(format == Format.TAR ? SLIM.subList(0, 1) : SLIM);
    if (format != Format.TAR && format != Format.RAW) {
      tools.add(QEMU_IMG);
    }
    if (!root) {
      tools.add(NEWUIDMAP);
    }
    return tools;
  }

  private static List<Tool> classicTools(boolean debian, boolean ownBuilder) {
    List<Tool> tools = new ArrayList<>(CLASSIC);
    if (debian) {
      tools.addAll(CLASSIC_DEBIAN);
    }
    if (!ownBuilder) {
      tools.add(DISK_IMAGE_CREATE);
    }
    return tools;
  }

  private static String packageOf(Tool tool, OperatingSystem system) {
    if (system.is("suse") || system.is("opensuse")) {
      return tool.suse();
    }
    if (system.is("gentoo")) {
      return tool.gentoo();
    }
    if (system.is("debian") || system.is("ubuntu")) {
      return tool.debian();
    }
    return tool.redHat();
  }
}
