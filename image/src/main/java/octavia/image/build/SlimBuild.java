package octavia.image.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import octavia.image.build.ImageBuilder.Made;
import octavia.image.content.Description;
import octavia.image.content.Description.When;
import octavia.image.plan.Archive;
import octavia.image.plan.ImagePlan;

/** Small images of Debian and Ubuntu, by mmdebstrap and without a partition table. */
final class SlimBuild {
  private final Description description;
  private final Progress progress;

  SlimBuild(Description description, Progress progress) {
    this.description = description;
    this.progress = progress;
  }

  Made make(Path directory, ImagePlan plan) throws IOException, InterruptedException {
    writeInputs(directory, plan);
    new Program(progress::said)
        .run(directory, Program.confined(Description.text("slim/build.sh")), environment(plan));
    return new Made(directory.resolve("image"), directory.resolve("installed"));
  }

  private void writeInputs(Path directory, ImagePlan plan) throws IOException {
    Set<When> wanted = plan.wanted();
    Files.writeString(
        directory.resolve("sources.list"), plan.archive().map(Archive::list).orElse(""));
    List<String> packages = new ArrayList<>(description.packages(wanted));
    plan.kernel().ifPresent(packages::add);
    Inputs.writeLines(directory.resolve("packages"), packages);
    Inputs.writeServices(directory, description, wanted);
    Inputs.writeLines(
        directory.resolve("excluded"),
        description.exclusions().stream()
            .map(each -> (each.excluded() ? "- " : "+ ") + each.pattern())
            .toList());
    Path overlay = Files.createDirectory(directory.resolve("overlay"));
    description.writeFiles(overlay, wanted);
    Inputs.writeFacts(overlay, plan);
    Trees.open(overlay, false);
    if (plan.switches().rootPassword().isPresent()) {
      Path file = directory.resolve("root-password");
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, "root:" + plan.switches().rootPassword().get() + "\n");
    }
  }

  private static Map<String, String> environment(ImagePlan plan) throws IOException {
    Map<String, String> environment = new HashMap<>(plan.environment());
    environment.put("TRACE", plan.switches().trace() ? "yes" : "no");
    environment.put("TMPFS", Inputs.tmpfs(plan) ? "yes" : "no");
    environment.put("ARCHITECTURE", plan.architecture().debian());
    environment.put("CACHE", plan.places().cache().resolve("packages").toString());
    environment.put("SUITE", plan.release());
    environment.put(
        "KEYRING", plan.archive().map(packages -> packages.keyring().toString()).orElse(""));
    environment.put("FORMAT", plan.format().text());
    environment.put("QEMU_FORMAT", plan.format().qemu());
    environment.put("GIGABYTES", Integer.toString(plan.gigabytes()));
    environment.put(
        "KERNEL_ARGUMENTS", "console=tty0 console=ttyS0,115200 " + plan.kernelArguments());
    return environment;
  }
}
