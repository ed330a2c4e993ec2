package octavia.image.build;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import octavia.image.build.ImageBuilder.Made;
import octavia.image.content.Description;
import octavia.image.plan.Base;
import octavia.image.plan.ImagePlan;

/**
 * Images by diskimage-builder. Its elements are the project's own, and what each of them brings is
 * written for them from the description.
 */
final class ElementsBuild {
  /** Programs that take the place of others, which need what not every kernel and host has. */
  private static final List<String> STAND_INS = List.of("sudo", "losetup", "kpartx", "dmsetup");

  private static final Path DEBOOTSTRAP = Path.of("/usr/share/debootstrap/scripts");
  private static final String UBUNTU_SCRIPT = "gutsy";

  private static final Pattern HOOK = Pattern.compile("Running \\S*/([a-z-]+)\\.d/\\S+$");

  private final Description description;
  private final Progress progress;
  private String phase = "";

  ElementsBuild(Description description, Progress progress) {
    this.description = description;
    this.progress = progress;
  }

  Made make(Path directory, ImagePlan plan) throws IOException, InterruptedException {
    Parts.write(directory.resolve("parts"), description, plan);
    Inputs.writePrograms(directory, "elements", STAND_INS);
    progress.phase("diskimage-builder");
    List<String> command =
        new ArrayList<>(
            List.of("sh", "-c", Description.text("elements/watched.sh"), "octavia-image"));
    command.addAll(
        Program.confined(
            Description.text("elements/build.sh"), plan.command().toArray(String[]::new)));
    Map<String, String> environment = environment(directory, plan);
    Path cache = Files.createDirectories(plan.places().cache());
    try (FileChannel lock =
        FileChannel.open(
            cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (!isMine(lock)) {
        // apt ends where another one works in the directory that packages are fetched to.
        progress.output("another build uses " + cache + ": this one fetches its packages itself");
        environment.put("DIB_APT_LOCAL_CACHE", "0");
      }
      new Program(this::said).run(directory, command, environment);
    }
    return new Made(
        directory.resolve("image." + plan.format().text()),
        directory.resolve("manifests/dib-manifests/amphora-packages"));
  }

  /** Takes the lock, which is given back when the channel is closed or this process ends. */
  private static boolean isMine(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // another build of this process
    }
  }

  private static Map<String, String> environment(Path directory, ImagePlan plan)
      throws IOException {
    Map<String, String> environment = new HashMap<>(plan.environment());
    environment.put("OCTAVIA_IMAGE_INPUT", directory.toString());
    environment.put("OCTAVIA_KERNEL_ARGUMENTS", plan.kernelArguments());
    environment.put("FORMAT", plan.format().text());
    environment.put("QEMU_FORMAT", plan.format().qemu());
    // An older debootstrap does not know a newer release by name; all of Ubuntu's are alike to it.
    if (plan.base() == Base.UBUNTU_MINIMAL
        && !Files.exists(DEBOOTSTRAP.resolve(plan.release()))
        && Files.exists(DEBOOTSTRAP.resolve(UBUNTU_SCRIPT))) {
      environment.putIfAbsent(
          "DIB_DEBIAN_DEBOOTSTRAP_SCRIPT", DEBOOTSTRAP.resolve(UBUNTU_SCRIPT).toString());
    }
    if (!Inputs.tmpfs(plan)) {
      environment.put("DIB_NO_TMPFS", "1");
    }
    return environment;
  }

  private void said(String line) {
    progress.output(line);
    Matcher hook = HOOK.matcher(line);
    String now =
        hook.find()
            ? hook.group(1)
            : line.contains("Converting image using qemu-img") ? "conversion" : phase;
    if (!now.equals(phase)) {
      phase = now;
      progress.phase("diskimage-builder, " + now);
    }
  }
}
