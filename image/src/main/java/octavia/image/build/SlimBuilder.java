package octavia.image.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import octavia.image.content.Description;
import octavia.image.content.Description.When;
import octavia.image.plan.Base;
import octavia.image.plan.ImagePlan;
import octavia.image.plan.RuntimeSource;

/**
 * Builds small images of Debian and Ubuntu as root, by mmdebstrap and without a partition table.
 * All of it happens in a directory below the working directory and in namespaces that end with this
 * process: a build that is killed leaves nothing mounted, and that directory at most. One thread
 * builds.
 */
public final class SlimBuilder {
  /** What the agent's classes ask of the JDK. */
  private static final String MODULES =
      "java.base,java.logging,java.management,java.net.http,java.naming,java.xml,"
          + "jdk.unsupported,jdk.httpserver";

  private static final String DEBIAN_MIRROR = "http://deb.debian.org/debian";
  private static final String UBUNTU_MIRROR = "http://archive.ubuntu.com/ubuntu";
  private static final long MEMORY_FOR_TMPFS = 4L << 30;

  private final Description description;
  private final Progress progress;
  private final Program program = new Program(this::said);

  public SlimBuilder(Description description, Progress progress) {
    this.description = description;
    this.progress = progress;
  }

  /** What was made. */
  public record Built(Path image, long bytes, int packages) {}

  /**
   * Makes the image; what lies at its path is replaced at the very end.
   *
   * @throws BuildException if it cannot be made
   * @throws InterruptedException if the thread is interrupted; then nothing is left
   */
  public Built build(ImagePlan plan, AgentBundle agent) throws InterruptedException {
    try {
      Files.createDirectories(plan.places().working());
      Path directory = Files.createTempDirectory(plan.places().working(), "diskimage-create.");
      try {
        return buildIn(directory, plan, agent);
      } finally {
        Trees.remove(directory);
      }
    } catch (IOException e) {
      throw new BuildException("the image was not built: " + e, e);
    }
  }

  private Built buildIn(Path directory, ImagePlan plan, AgentBundle agent)
      throws IOException, InterruptedException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    progress.phase("agent and its Java runtime");
    Path home = Files.createDirectory(directory.resolve("agent"));
    link(plan, agent, home.resolve("runtime"), directory);
    List<BillOfMaterials.Library> libraries = copyJars(agent, home.resolve("lib"));
    Files.writeString(home.resolve("options"), String.join("\n", agent.options()) + "\n");
    Path certificates = Files.createDirectory(directory.resolve("certs"));
    Trees.copy(agent.certificates(), certificates);
    writeInputs(directory, plan);

    program.run(directory, Program.confined(Description.text("slim/build.sh")), environment(plan));

    progress.phase("bill of materials and checksum");
    Path made = directory.resolve("image");
    String listed = Files.readString(directory.resolve("installed"));
    List<Installed> installed = Installed.parse(listed);
    Path image = plan.output();
    String sum = sha256(made);
    move(made, image);
    Files.writeString(beside(image, ".manifest"), listed);
    Files.writeString(beside(image, ".cdx.json"), BillOfMaterials.of(plan, installed, libraries));
    Files.writeString(beside(image, ".sha256"), sum + "  " + image.getFileName() + "\n");
    return new Built(image, Files.size(image), installed.size());
  }

  /** The parts of the description that such an image has. */
  private static Set<When> wanted(ImagePlan plan) {
    Set<When> wanted = EnumSet.of(When.ALWAYS, When.SLIM);
    if (plan.switches().sshd()) {
      wanted.add(When.SSHD);
    }
    if (plan.switches().nftables()) {
      wanted.add(When.NFTABLES);
    }
    return wanted;
  }

  private void writeInputs(Path directory, ImagePlan plan) throws IOException {
    Set<When> wanted = wanted(plan);
    List<String> packages = new ArrayList<>(description.packages(wanted));
    plan.kernel().ifPresent(packages::add);
    write(directory.resolve("packages"), packages);
    write(directory.resolve("enabled"), description.services(wanted, true));
    write(directory.resolve("masked"), description.services(wanted, false));
    write(
        directory.resolve("excluded"),
        description.exclusions().stream()
            .map(each -> (each.excluded() ? "- " : "+ ") + each.pattern())
            .toList());
    Path overlay = Files.createDirectory(directory.resolve("overlay"));
    Files.setPosixFilePermissions(overlay, PosixFilePermissions.fromString("rwxr-xr-x"));
    description.writeFiles(overlay, wanted);
    Path facts = Files.createDirectories(overlay.resolve("opt")).resolve("amphora-agent.gitref");
    Files.writeString(facts, plan.agent().reference() + "\n");
    Files.writeString(overlay.resolve("etc/amphora-image"), facts(plan));
    if (plan.switches().rootPassword().isPresent()) {
      Path file = directory.resolve("root-password");
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, "root:" + plan.switches().rootPassword().get() + "\n");
    }
  }

  private static String facts(ImagePlan plan) {
    return """
    base = %s
    release = %s
    architecture = %s
    builder = slim
    agent = %s
    """
        .formatted(
            plan.base().element(),
            plan.release(),
            plan.architecture().debian(),
            plan.agent().reference());
  }

  private Map<String, String> environment(ImagePlan plan) throws IOException {
    boolean tmpfs = plan.switches().tmpfs() && freeMemory() >= MEMORY_FOR_TMPFS;
    String mirror =
        plan.mirror().orElse(plan.base() == Base.DEBIAN_MINIMAL ? DEBIAN_MIRROR : UBUNTU_MIRROR);
    return Map.ofEntries(
        Map.entry("TRACE", plan.switches().trace() ? "yes" : "no"),
        Map.entry("TMPFS", tmpfs ? "yes" : "no"),
        Map.entry("ARCHITECTURE", plan.architecture().debian()),
        Map.entry("CACHE", plan.places().cache().resolve("packages").toString()),
        Map.entry("SUITE", plan.release()),
        Map.entry("MIRROR", mirror),
        Map.entry(
            "KEYRING",
            plan.base() == Base.DEBIAN_MINIMAL
                ? ""
                : "/usr/share/keyrings/ubuntu-archive-keyring.gpg"),
        Map.entry("FORMAT", plan.format().text()),
        Map.entry("QEMU_FORMAT", plan.format().qemu()),
        Map.entry("GIGABYTES", Integer.toString(plan.gigabytes())),
        Map.entry("KERNEL_ARGUMENTS", kernelArguments(plan)));
  }

  private static String kernelArguments(ImagePlan plan) {
    return "console=tty0 console=ttyS0,115200 net.ifnames=0 quiet"
        + (plan.switches().cpuPinning() ? " irqaffinity=0 isolcpus=1-N nohz=on nohz_full=1-N" : "");
  }

  private void link(ImagePlan plan, AgentBundle agent, Path runtime, Path directory)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(agent.jdk().resolve("bin/jlink").toString());
    switch (plan.runtime()) {
      case RuntimeSource.ThisJdk() -> {}
      case RuntimeSource.Modules(Path modules) ->
          command.addAll(List.of("--module-path", modules.toString()));
      case RuntimeSource.None() -> throw new BuildException("the slim builder has our agent only");
    }
    command.addAll(
        List.of(
            "--add-modules",
            MODULES,
            "--strip-debug",
            "--no-header-files",
            "--no-man-pages",
            "--output",
            runtime.toString()));
    program.run(directory, command, Map.of());
  }

  /** The agent's jar and those that its manifest names. */
  private static List<BillOfMaterials.Library> copyJars(AgentBundle agent, Path lib)
      throws IOException {
    Files.createDirectory(lib);
    List<BillOfMaterials.Library> libraries = new ArrayList<>();
    Path from = Optional.ofNullable(agent.jar().getParent()).orElseThrow();
    try (JarFile jar = new JarFile(agent.jar().toFile())) {
      String others = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      for (String name : others.split(" ")) {
        Files.copy(from.resolve(name), lib.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        libraries.add(new BillOfMaterials.Library(name, sha256(from.resolve(name))));
      }
    }
    Files.copy(agent.jar(), lib.resolve("agent.jar"), StandardCopyOption.COPY_ATTRIBUTES);
    libraries.add(
        new BillOfMaterials.Library(
            String.valueOf(agent.jar().getFileName()), sha256(agent.jar())));
    return libraries;
  }

  private void said(String line) {
    if (line.startsWith("::")) {
      progress.phase(line.substring(2));
    } else {
      progress.output(line);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Path near = beside(to, ".new");
      Files.move(from, near, StandardCopyOption.REPLACE_EXISTING);
      Files.move(near, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static Path beside(Path image, String ending) {
    return image.resolveSibling(image.getFileName() + ending);
  }

  private static long freeMemory() throws IOException {
    return Files.readAllLines(Path.of("/proc/meminfo")).stream()
        .filter(line -> line.startsWith("MemAvailable:"))
        .map(line -> Long.parseLong(line.split("\\s+")[1]) << 10)
        .findFirst()
        .orElse(0L);
  }

  private static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(Path file, List<String> lines) throws IOException {
    Files.writeString(file, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
  }
}
