package octavia.image.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import octavia.image.build.ImageBuilder.Made;
import octavia.image.content.Description;
import octavia.image.plan.CloudImage;
import octavia.image.plan.ImagePlan;

/**
 * Images made of cloud images: the project's elements are run in what is there. What they bring is
 * written for them as for diskimage-builder, which this does without.
 */
final class RetrofitBuild {
  /** What of diskimage-builder the hooks ask for. */
  private static final List<String> PROGRAMS = List.of("pkg-map", "install-packages");

  private static final List<String> PHASES =
      List.of("extra-data.d", "install.d", "post-install.d", "finalise.d");

  private final Description description;
  private final Progress progress;

  RetrofitBuild(Description description, Progress progress) {
    this.description = description;
    this.progress = progress;
  }

  Made make(Path directory, ImagePlan plan, CloudImage image)
      throws IOException, InterruptedException {
    Parts.write(directory.resolve("parts"), description, plan);
    Inputs.writePrograms(directory, "retrofit", PROGRAMS);
    copyHooks(plan, Files.createDirectory(directory.resolve("hooks")));
    write(directory.resolve("sources.list"), plan, "SOURCES");
    write(directory.resolve("archive.list"), plan, "CLOUD_ARCHIVE");
    write(directory.resolve("ppa"), plan, "PPA");
    new Program(progress::said)
        .run(
            directory,
            Program.confined(Description.text("disk.sh") + Description.text("retrofit/build.sh")),
            environment(plan, image));
    return new Made(directory.resolve("image"), directory.resolve("installed"));
  }

  /** All hooks of a phase lie together, and are run in the order of their names. */
  private static void copyHooks(ImagePlan plan, Path hooks) throws IOException {
    Path elements = Path.of(plan.environment().getOrDefault("ELEMENTS_PATH", ""));
    for (String phase : PHASES) {
      Path together = Files.createDirectory(hooks.resolve(phase));
      for (String element : plan.elements()) {
        Path from = elements.resolve(element).resolve(phase);
        if (!Files.isDirectory(from)) {
          continue;
        }
        try (Stream<Path> files = Files.list(from)) {
          for (Path file : files.toList()) {
            Files.copy(
                file, together.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
          }
        }
      }
    }
  }

  private static void write(Path file, ImagePlan plan, String name) throws IOException {
    Optional<String> text = Optional.ofNullable(plan.environment().get(name));
    if (text.isPresent()) {
      Files.writeString(file, text.get().strip() + "\n");
    }
  }

  private static Map<String, String> environment(ImagePlan plan, CloudImage image) {
    Map<String, String> environment = new HashMap<>(plan.environment());
    environment.put("TRACE", plan.switches().trace() ? "yes" : "no");
    environment.put("DIB_DEBUG_TRACE", plan.switches().trace() ? "1" : "0");
    environment.put("SOURCE", image.file().toString());
    environment.put("SOURCE_FORMAT", image.format());
    environment.put("PARTITION", Integer.toString(image.partition()));
    environment.put("DISTRIBUTION", image.distribution());
    environment.put("SUITE", plan.release());
    environment.put("ELEMENTS", String.join(" ", plan.elements()));
    environment.put("FORMAT", plan.format().text());
    environment.put("QEMU_FORMAT", plan.format().qemu());
    environment.put("KERNEL_ARGUMENTS", plan.kernelArguments());
    return environment;
  }
}
