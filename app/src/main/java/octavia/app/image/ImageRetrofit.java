package octavia.app.image;

import java.io.IOException;
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
import octavia.image.build.CloudImageLook;
import octavia.image.build.SystemHost;
import octavia.image.plan.Host;
import octavia.image.plan.ImagePlan;
import octavia.image.plan.PlanException;
import octavia.image.plan.RetrofitOptions;
import octavia.image.plan.RetrofitPlanner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code octavia image retrofit}. */
@Command(
    name = "retrofit",
    description = {
      "Make an amphora's image of a cloud image of Debian or Ubuntu, which stays as it is.",
      "Needs root: the image is mounted by loopback, and its own package manager installs what an "
          + "amphora needs. Options with one letter are those of octavia-diskimage-retrofit."
    })
final class ImageRetrofit implements Callable<Integer> {
  private static final int STOPPED = 130;

  @Parameters(index = "0", paramLabel = "INPUT", description = "The cloud image: qcow2, raw, ...")
  private Path input;

  @Parameters(index = "1", paramLabel = "OUTPUT", description = "The file that is made.")
  private String output;

  @Option(
      names = "-O",
      paramLabel = "FORMAT",
      description = "Form of the output: qcow2 (the default), raw, vhd, vhdx.")
  private Optional<String> format = Optional.empty();

  @Option(
      names = "-m",
      paramLabel = "MIRROR",
      description =
          "Where packages come from: a URL, or lines as 'deb http://... jammy main\\ndeb ...'"
              + " (default: DIB_DISTRIBUTION_MIRROR, or as the cloud image has it).")
  private Optional<String> mirror = Optional.empty();

  @Option(
      names = "-u",
      paramLabel = "POCKET",
      description = "Add this pocket of the Ubuntu Cloud Archive, such as caracal.")
  private Optional<String> pocket = Optional.empty();

  @Option(
      names = "-c",
      paramLabel = "LINE",
      description = "Add the Ubuntu Cloud Archive by this line: 'deb http://... main'.")
  private Optional<String> pocketMirror = Optional.empty();

  @Option(names = "-p", paramLabel = "OWNER/NAME", description = "Add this PPA (Ubuntu).")
  private Optional<String> ppa = Optional.empty();

  @Option(names = "-r", description = "Leave the size of the disk as it is.")
  private boolean keepSize;

  @Option(
      names = {"-s", "--size"},
      paramLabel = "GB",
      description = "Size of the disk (default: as much as is needed, at least 2).")
  private Optional<Integer> gigabytes = Optional.empty();

  @Option(
      names = "-w",
      paramLabel = "DIRECTORY",
      description = "Where temporary files go (default: the current directory).")
  private Optional<String> working = Optional.empty();

  @Option(names = "-l", paramLabel = "FILE", description = "Log of what programs say.")
  private Optional<String> log = Optional.empty();

  @Option(names = "--force", description = "Also of an image that is an amphora's already.")
  private boolean force;

  @Option(names = "-d", description = "Show every command in the log.")
  private boolean debug;

  @Option(names = "--dry-run", description = "Look into the image, print the plan, make nothing.")
  private boolean dryRun;

  /** Called by picocli. */
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ImageRetrofit() {}

  @Override
  public Integer call() {
    if (!Files.isRegularFile(input)) {
      throw new CommandFailure("there is no file " + input);
    }
    Root.require("mounting an image");
    return Ending.work(this::retrofit, () -> {}, STOPPED);
  }

  private int retrofit() throws InterruptedException {
    Terminal terminal = Terminal.standard();
    Host host = SystemHost.look(AgentProgram.productDirectory());
    try {
      List<String> missing = RetrofitPlanner.missing(System.getenv(), host);
      if (dryRun && !missing.isEmpty()) {
        throw new CommandFailure("to look into an image, please install " + missing);
      }
      try (Phases phases = new Phases(terminal, Optional.empty())) {
        DiskimageCreate.install(missing, phases);
        phases.phase("a look into " + input);
        ImagePlan plan =
            RetrofitPlanner.plan(
                options(),
                CloudImageLook.look(input, Path.of(working.orElse(""))),
                System.getenv(),
                host);
        if (dryRun) {
          terminal.line(plan.describe().stripTrailing());
          return 0;
        }
        phases.end();
        return DiskimageCreate.build(plan, terminal);
      }
    } catch (IOException | PlanException | BuildException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private RetrofitOptions options() {
    return new RetrofitOptions(
        output,
        format,
        mirror,
        pocket,
        pocketMirror,
        ppa,
        !keepSize,
        gigabytes,
        working,
        log,
        force,
        debug);
  }
}
