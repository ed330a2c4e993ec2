package octavia.image.plan;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import octavia.image.content.Description.When;

/**
 * What will be made, and of what: everything that a build needs to know, decided.
 *
 * @param base of what operating system
 * @param release of the base, by its own name
 * @param archive of packages, where it is Debian's or Ubuntu's
 * @param builder which of the two makes it
 * @param manifest the list of packages whose versions are wanted
 * @param source the cloud image that it is made of, by a retrofit
 * @param elements of diskimage-builder, in the order in which it is told
 * @param environment of the build; some of it is secret
 * @param hostPackages that are missing on this machine
 * @param space what has to be free, by directory
 * @param command what diskimage-builder is called with; the others are no command
 * @param notes what the person should know
 */
public record ImagePlan(
    Base base,
    String release,
    Architecture architecture,
    Builder builder,
    Format format,
    Path output,
    int gigabytes,
    AgentSource agent,
    RuntimeSource runtime,
    Switches switches,
    Optional<String> kernel,
    Optional<Archive> archive,
    Optional<Path> manifest,
    Optional<CloudImage> source,
    List<String> elements,
    Map<String, String> environment,
    Places places,
    List<String> hostPackages,
    List<Space> space,
    List<String> command,
    List<String> notes) {
  private static final String PINNED = " irqaffinity=0 isolcpus=1-N nohz=on nohz_full=1-N";

  /** How the image is made. */
  public enum Builder {
    DISKIMAGE_BUILDER("diskimage-builder"),
    SLIM("slim"),
    RETROFIT("retrofit");

    private final String text;

    Builder(String text) {
      this.text = text;
    }

    /** What it is called. */
    public String text() {
      return text;
    }
  }

  /**
   * What is on or off.
   *
   * @param rootPassword with which root may log in; empty where it may not; secret
   */
  public record Switches(
      boolean sshd,
      boolean nftables,
      boolean cpuPinning,
      boolean tmpfs,
      boolean trace,
      Optional<String> rootPassword) {
    @Override
    public String toString() {
      return "Switches[sshd=" + sshd + ", nftables=" + nftables + ", ...]";
    }
  }

  /** Directories and files of the build itself. */
  public record Places(Path cache, Path working, Optional<Path> log) {}

  /** What has to be free. */
  public record Space(Path directory, long bytes) {
    private static final long MEGABYTE = 1_000_000;

    /**
     * Looks.
     *
     * @throws PlanException if it is not
     */
    void check(Host.Disk disk) {
      long free = disk.freeBytes(directory);
      if (free < bytes) {
        throw new PlanException(
            1,
            "Not enough disk space in "
                + directory
                + ": "
                + bytes / MEGABYTE
                + " MB are needed, "
                + free / MEGABYTE
                + " MB are free.");
      }
    }
  }

  public ImagePlan {
    elements = List.copyOf(elements);
    environment = Map.copyOf(environment);
    hostPackages = List.copyOf(hostPackages);
    space = List.copyOf(space);
    command = List.copyOf(command);
    notes = List.copyOf(notes);
  }

  /** The parts of the description that such an image has. */
  public Set<When> wanted() {
    Set<When> wanted =
        EnumSet.of(
            When.ALWAYS,
            switch (builder) {
              case SLIM -> When.SLIM;
              case DISKIMAGE_BUILDER, RETROFIT -> When.FULL;
            });
    if (agent.isOurs()) {
      wanted.add(When.OURS);
    }
    if (switches.sshd()) {
      wanted.add(When.SSHD);
    }
    if (switches.nftables()) {
      wanted.add(When.NFTABLES);
    }
    return wanted;
  }

  /** The same with another agent. */
  public ImagePlan with(AgentSource other) {
    return new ImagePlan(
        base,
        release,
        architecture,
        builder,
        format,
        output,
        gigabytes,
        other,
        runtime,
        switches,
        kernel,
        archive,
        manifest,
        source,
        elements,
        environment,
        places,
        hostPackages,
        space,
        command,
        notes);
  }

  /** What the kernel is told besides where its root and console are. */
  public String kernelArguments() {
    boolean pinned = switches.cpuPinning() || elements.contains("cpu-pinning");
    return "net.ifnames=0 quiet" + (pinned ? PINNED : "");
  }

  @Override
  public String toString() {
    return "ImagePlan[" + output + "]"; // its environment is not for logs
  }

  /** The plan for a person to read. */
  public String describe() {
    Lines lines = new Lines();
    lines.add("base", base.element() + " " + release);
    lines.add("architecture", architecture.debian());
    lines.add("builder", builder.text());
    lines.add("output", output + " (" + format.text() + ", " + gigabytes + " GB)");
    source.ifPresent(image ->
        lines.add(
            "made of",
            image.file() + " (" + image.format() + ", " + image.bytes() / 1_000_000 + " MB)"));
    archive.ifPresent(packages -> {
      packages.sources().forEach(source -> lines.add("packages", source.line()));
      lines.add("signed by", packages.keyring().toString());
    });
    manifest.ifPresent(file -> lines.add("versions of", file.toString()));
    lines.add("agent", agent.reference());
    lines.add(
        "runtime",
        switch (runtime) {
          case RuntimeSource.ThisJdk() -> "linked from this JDK";
          case RuntimeSource.Modules(Path directory) -> "linked from " + directory;
          case RuntimeSource.None() -> "none";
        });
    kernel.ifPresent(name -> lines.add("kernel", name));
    lines.add("sshd", switches.sshd() ? "yes" : "no");
    lines.add("root password", switches.rootPassword().isPresent() ? "set" : "none");
    lines.add("cache", places.cache().toString());
    lines.add("working directory", places.working().toString());
    places.log().ifPresent(file -> lines.add("log", file.toString()));
    space.forEach(
        need -> lines.add("needs free", need.bytes() / 1_000_000 + " MB in " + need.directory()));
    if (!hostPackages.isEmpty()) {
      lines.add("missing here", String.join(" ", hostPackages));
    }
    if (!elements.isEmpty()) {
      lines.add("elements", String.join(" ", elements));
    }
    new TreeMap<>(environment)
        .forEach((name, value) -> lines.add("environment", name + "=" + shown(name, value)));
    if (!command.isEmpty()) {
      lines.add("command", String.join(" ", command));
    }
    notes.forEach(note -> lines.add("note", note));
    return lines.text.toString();
  }

  private static String shown(String name, String value) {
    return name.contains("PASSWORD") || name.equals("REG_ACTIVATION_KEY")
        ? "***"
        : GitLocation.withoutLogin(value).replace("\n", " | ");
  }

  private static final class Lines {
    private final StringBuilder text = new StringBuilder();

    void add(String name, String value) {
      text.append(name).append(": ").append(value).append('\n');
    }
  }
}
