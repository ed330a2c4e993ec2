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
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.image.content.Description;
import octavia.image.plan.ImagePlan;
import octavia.image.plan.RuntimeSource;

/**
 * Builds images as root. All of it happens in a directory below the working directory and in
 * namespaces that end with this process: a build that is killed leaves nothing mounted, and that
 * directory at most. One thread builds.
 */
public final class ImageBuilder {
  private final Description description;
  private final Progress progress;

  public ImageBuilder(Description description, Progress progress) {
    this.description = description;
    this.progress = progress;
  }

  /**
   * What was made.
   *
   * @param agent that is in it, as the image says it
   */
  public record Built(Path image, long bytes, int packages, String agent) {}

  /**
   * What a builder leaves in the directory of a build.
   *
   * @param image the file
   * @param packages the lines of {@link Installed}
   */
  record Made(Path image, Path packages) {}

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
        clean(directory);
      }
    } catch (IOException e) {
      throw new BuildException("the image was not built: " + e, e);
    }
  }

  /** What is left of a build says nothing of the image. */
  private void clean(Path directory) throws InterruptedException {
    try {
      if (!SystemHost.isRoot()) {
        // Files of the image's users are none of this user's.
        new Program(progress::output)
            .run(
                Path.of("/"), Program.confined("rm -rf -- \"$1\"", directory.toString()), Map.of());
        return;
      }
      Trees.remove(directory);
    } catch (BuildException | IOException e) {
      progress.output(directory + " could not be removed: " + e);
    }
  }

  private Built buildIn(Path directory, ImagePlan plan, AgentBundle agent)
      throws IOException, InterruptedException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    List<BillOfMaterials.Library> libraries =
        plan.agent().isOurs() ? prepare(directory, plan, agent) : List.of();

    Optional<Pins> pins = Optional.empty();
    if (plan.manifest().isPresent()) {
      pins = Optional.of(new Pins(Installed.parse(Files.readString(plan.manifest().get()))));
      Files.writeString(directory.resolve("preferences"), pins.get().preferences());
    }
    Made made =
        switch (plan.builder()) {
          case SLIM -> new SlimBuild(description, progress).make(directory, plan);
          case DISKIMAGE_BUILDER -> new ElementsBuild(description, progress).make(directory, plan);
          case RETROFIT ->
              new RetrofitBuild(description, progress)
                  .make(directory, plan, plan.source().orElseThrow());
        };

    progress.phase("bill of materials and checksum");
    String listed = Files.readString(made.packages());
    List<Installed> installed = Installed.parse(listed);
    pins.ifPresent(each -> each.check(installed));
    Path image = plan.output();
    Map<String, String> texts =
        Map.of(
            ".manifest",
            listed,
            ".cdx.json",
            BillOfMaterials.of(plan, installed, libraries),
            ".sha256",
            sha256(made.image()) + "  " + image.getFileName() + "\n");
    // Whatever may fail comes first: what describes an image lies beside that one, not the last.
    for (Map.Entry<String, String> text : texts.entrySet()) {
      Files.writeString(beside(image, text.getKey() + ".new"), text.getValue());
    }
    move(made.image(), image);
    for (String ending : texts.keySet()) {
      move(beside(image, ending + ".new"), beside(image, ending));
    }
    return new Built(image, Files.size(image), installed.size(), plan.agent().reference());
  }

  /** Puts our agent together as it will lie in the image; the result is what it is made of. */
  private List<BillOfMaterials.Library> prepare(Path directory, ImagePlan plan, AgentBundle agent)
      throws IOException, InterruptedException {
    progress.phase("agent and its Java runtime");
    Path home = Files.createDirectory(directory.resolve("agent"));
    AgentJar jar = AgentJar.read(agent.jar());
    link(plan, agent.jdk(), jar.modules(), home.resolve("runtime"), directory);
    List<BillOfMaterials.Library> libraries =
        copyJars(agent.jar(), jar.libraries(), home.resolve("lib"));
    Inputs.writeLines(home.resolve("options"), jar.options());
    Trees.open(home, true);
    Trees.copy(agent.certificates(), Files.createDirectory(directory.resolve("certs")));
    return libraries;
  }

  private void link(ImagePlan plan, Path jdk, List<String> modules, Path runtime, Path directory)
      throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(jdk.resolve("bin/jlink").toString());
    switch (plan.runtime()) {
      case RuntimeSource.ThisJdk() -> {}
      case RuntimeSource.Modules(Path others) ->
          command.addAll(List.of("--module-path", others.toString()));
      case RuntimeSource.None() -> throw new BuildException("only our agent is built in");
    }
    command.addAll(
        List.of(
            "--add-modules",
            String.join(",", modules),
            "--strip-java-debug-attributes",
            "--no-header-files",
            "--no-man-pages",
            "--output",
            runtime.toString()));
    new Program(progress::output).run(directory, command, Map.of());
  }

  /** The agent's jar and those that it names. */
  private static List<BillOfMaterials.Library> copyJars(Path agent, List<String> others, Path lib)
      throws IOException {
    Files.createDirectory(lib);
    List<BillOfMaterials.Library> libraries = new ArrayList<>();
    for (String name : others) {
      Path jar = agent.resolveSibling(name);
      Files.copy(jar, lib.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
      libraries.add(new BillOfMaterials.Library(name, sha256(jar)));
    }
    Files.copy(agent, lib.resolve("agent.jar"), StandardCopyOption.COPY_ATTRIBUTES);
    libraries.add(new BillOfMaterials.Library(String.valueOf(agent.getFileName()), sha256(agent)));
    return libraries;
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
}
