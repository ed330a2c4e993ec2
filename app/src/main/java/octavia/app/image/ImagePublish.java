package octavia.app.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import octavia.app.command.CommandFailure;
import octavia.app.command.Ending;
import octavia.app.command.Root;
import octavia.app.standalone.AgentProgram;
import octavia.app.terminal.Terminal;
import octavia.image.build.BuildException;
import octavia.image.build.SystemHost;
import octavia.image.plan.CreateOptions;
import octavia.image.plan.Format;
import octavia.image.plan.ImagePlan;
import octavia.image.plan.PlanException;
import octavia.image.plan.Planner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code octavia image publish}: everything from the packages of the host to Glance. */
@Command(
    name = "publish",
    description = {
      "Build an image, check it and upload it, privately: all that diskimage-create, image verify and"
          + " image upload do, in one. Nothing that is wrong is uploaded.",
      "Needs root, and a machine of its own: in a container loop devices and mounts are the host's."
    })
final class ImagePublish implements Callable<Integer> {
  private static final int STOPPED = 130;

  @Mixin private ImageUpload.Labels labels = new ImageUpload.Labels();

  @Parameters(
      paramLabel = "OPTION",
      arity = "0..*",
      description = "Options of diskimage-create, after --: publish --tag amphora -- -s 3 -n")
  private List<String> options = List.of();

  /** Called by picocli. */
  ImagePublish() {}

  @Override
  public Integer call() {
    container(Path.of("/"))
        .ifPresent(sign -> {
          throw new CommandFailure(
              "this is a container ("
                  + sign
                  + "): an image is built on a machine of its own, physical or virtual.");
        });
    Root.require("building an image");
    return Ending.work(this::publish, () -> {}, STOPPED);
  }

  private int publish() throws InterruptedException {
    Terminal terminal = Terminal.standard();
    try {
      CreateOptions asked = CreateOptions.parse(options, DiskimageCreate.COMMAND_VERSION);
      if (asked.flags().contains(CreateOptions.Option.DRY_RUN)) {
        throw new CommandFailure("publish does what it says; diskimage-create has a --dry-run.");
      }
      ImagePlan plan =
          Planner.plan(asked, System.getenv(), SystemHost.look(AgentProgram.productDirectory()));
      if (plan.format() == Format.TAR) {
        throw new CommandFailure("a tar is not a disk for virtual machines: nothing to publish.");
      }
      // Whoever may not upload shall know before the build.
      Glance.of(System.getenv()).close();
      plan.notes().forEach(terminal::line);
      int built = DiskimageCreate.build(plan, terminal);
      if (built != 0) {
        return built;
      }
      if (!ImageVerify.verify(plan.output(), plan.gigabytes(), terminal)) {
        throw new CommandFailure(plan.output() + " is wrong and was not uploaded.");
      }
      return ImageUpload.upload(plan.output(), labels, System.getenv());
    } catch (PlanException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    } catch (BuildException e) {
      throw new CommandFailure("the image was not built: " + e.getMessage(), e);
    }
  }

  /**
   * What says that this is a container; empty if nothing does.
   *
   * @param root where the files of the system are
   */
  static Optional<String> container(Path root) {
    for (String sign : List.of(".dockerenv", "run/.containerenv", "run/systemd/container")) {
      if (Files.exists(root.resolve(sign))) {
        return Optional.of("/" + sign);
      }
    }
    try {
      String variables =
          Files.readString(root.resolve("proc/1/environ"), StandardCharsets.ISO_8859_1);
      return ("\0" + variables).contains("\0container=")
          ? Optional.of("container in the environment of its first process")
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // who may not look is not root, which is asked next
    }
  }
}
