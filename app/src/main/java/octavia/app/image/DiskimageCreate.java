package octavia.app.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import octavia.app.command.Ending;
import octavia.app.standalone.AgentProgram;
import octavia.app.terminal.Terminal;
import octavia.app.warmup.WarmUpCertificates;
import octavia.image.build.AgentBundle;
import octavia.image.build.AgentCheckout;
import octavia.image.build.ArchiveCheck;
import octavia.image.build.BuildException;
import octavia.image.build.ImageBuilder;
import octavia.image.build.Program;
import octavia.image.build.SystemHost;
import octavia.image.build.Trees;
import octavia.image.content.Description;
import octavia.image.plan.AgentSource;
import octavia.image.plan.CreateOptions;
import octavia.image.plan.CreateOptions.Option;
import octavia.image.plan.ImagePlan;
import octavia.image.plan.PlanException;
import octavia.image.plan.Planner;
import octavia.image.plan.RuntimeSource;

/**
 * {@code octavia diskimage-create}. Its command line is that of {@code diskimage-create.sh}, whose
 * {@code -h} and {@code -v} end with status 1, so it is not picocli that reads it.
 */
public final class DiskimageCreate {
  /** What the command is called. */
  public static final String NAME = "diskimage-create";

  /** What {@code -v} tells. */
  static final String COMMAND_VERSION = "0.1";

  /** As of a process that was ended by Ctrl-C. */
  private static final int STOPPED = 130;

  private DiskimageCreate() {}

  /** Runs the command; the result is its exit status. */
  public static int run(List<String> arguments) {
    Terminal terminal = Terminal.standard();
    try {
      CreateOptions options = CreateOptions.parse(arguments, COMMAND_VERSION);
      ImagePlan plan =
          Planner.plan(options, System.getenv(), SystemHost.look(AgentProgram.productDirectory()));
      if (options.flags().contains(Option.DRY_RUN)) {
        terminal.line(plan.describe().stripTrailing());
        return 0;
      }
      plan.notes().forEach(terminal::line);
      return Ending.work(() -> build(plan, terminal), () -> {}, STOPPED);
    } catch (PlanException e) {
      System.err.println(e.getMessage());
      return e.status();
    } catch (BuildException e) {
      System.err.println("diskimage-create: " + e.getMessage());
      return 1;
    }
  }

  /** Makes the image of a plan; the result is the exit status. */
  static int build(ImagePlan plan, Terminal terminal) throws InterruptedException {
    switch (plan.agent()) {
      case AgentSource.ThisBuild _,
          AgentSource.ThisProject _,
          AgentSource.DistributionPackage _ -> {}
      case AgentSource.Upstream _ ->
          throw new BuildException(
              "this version builds in this project's agent or the distribution's package (-p), not "
                  + plan.agent().reference()
                  + ".");
    }
    if (plan.runtime() instanceof RuntimeSource.Modules) {
      throw new BuildException(
          "this version builds images of this machine's architecture, not of "
              + plan.architecture().debian()
              + ": the agent's start-up cache is made by running it.");
    }
    if (!SystemHost.look(AgentProgram.productDirectory()).isRoot()) {
      checkNamespaces(plan);
    }
    try (Phases phases = new Phases(terminal, plan.places().log())) {
      install(plan.hostPackages(), phases);
      if (plan.archive().isPresent()) {
        ArchiveCheck.check(plan.archive().get(), plan.environment());
      }
      Path certificates = Files.createTempDirectory("octavia-image-certificates");
      try {
        WarmUpCertificates.write(certificates);
        ImageBuilder.Built built = build(plan, phases, certificates);
        phases.end();
        terminal.line(
            "Built "
                + built.image()
                + ": "
                + built.bytes()
                + " bytes, "
                + built.packages()
                + " packages, agent: "
                + built.agent());
        return 0;
      } finally {
        Trees.remove(certificates);
      }
    } catch (IOException e) {
      throw new BuildException("cannot prepare the build: " + e.getMessage(), e);
    }
  }

  /** Who is not root builds in a user namespace; loop devices cannot be had there. */
  private static void checkNamespaces(ImagePlan plan) throws InterruptedException {
    if (plan.builder() != ImagePlan.Builder.SLIM) {
      throw new BuildException(
          "building needs root; try the same with sudo in front, or --slim without it.");
    }
    try {
      new Program(line -> {}).run(Path.of("/"), Program.confined("true"), Map.of());
    } catch (BuildException e) {
      throw new BuildException(
          "building without root needs a user namespace with a range of ids: one that /etc/subuid and"
              + " /etc/subgid give this user (usermod --add-subuids, --add-subgids), util-linux 2.38,"
              + " and a kernel that lets users have namespaces (Ubuntu since 24.04 does not, by"
              + " kernel.apparmor_restrict_unprivileged_userns). Or try the same with sudo in front. "
              + e.getMessage(),
          e);
    }
  }

  private static ImageBuilder.Built build(ImagePlan plan, Phases phases, Path certificates)
      throws InterruptedException {
    ImageBuilder builder = new ImageBuilder(Description.load(), phases);
    Path jdk = Path.of(System.getProperty("java.home"));
    if (plan.agent() instanceof AgentSource.ThisProject source) {
      try (AgentCheckout checkout =
          AgentCheckout.below(plan.places().working(), source, System.getenv(), phases)) {
        AgentSource.ThisProject fetched = checkout.fetch();
        Path jar = checkout.build(fetched, jdk);
        return builder.build(plan.with(fetched), new AgentBundle(jar, jdk, certificates));
      }
    }
    Path jar =
        AgentProgram.jarOfThisProgram()
            .orElseThrow(() -> new BuildException("this program is not packaged"));
    return builder.build(plan, new AgentBundle(jar, jdk, certificates));
  }

  /** Installs packages on this machine, where there are any. */
  static void install(List<String> packages, Phases phases) throws InterruptedException {
    if (packages.isEmpty()) {
      return;
    }
    phases.phase("installing " + String.join(" ", packages));
    Program program = new Program(phases::output);
    Map<String, String> quiet = Map.of("DEBIAN_FRONTEND", "noninteractive");
    List<String> command =
        new ArrayList<>(
            List.of(
                "apt-get",
                "-q",
                "-y",
                "-o",
                "DPkg::Lock::Timeout=300",
                "install",
                "--no-install-recommends"));
    command.addAll(packages);
    try {
      program.run(Path.of("/"), command, quiet);
    } catch (BuildException _) {
      // The lists may be old, or never have been fetched.
      program.run(Path.of("/"), List.of("apt-get", "-q", "update"), quiet);
      program.run(Path.of("/"), command, quiet);
    }
  }
}
