package octavia.app.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import octavia.app.command.CommandFailure;
import octavia.app.command.Ending;
import octavia.app.command.Root;
import octavia.app.terminal.Terminal;
import octavia.app.warmup.WarmUpCertificates;
import octavia.image.build.BuildException;
import octavia.image.build.Trees;
import octavia.image.content.Description;
import octavia.image.verify.Check;
import octavia.image.verify.Check.Result;
import octavia.image.verify.Verifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code octavia image verify}. */
@Command(
    name = "verify",
    description = {
      "Check that an image is one that amphorae can be started from.",
      "Size, root file system, kernel, packages, agent. As root it mounts the image by loopback and "
          + "starts its agent; without, libguestfs opens it, and the agent is not started. Exits 1 if "
          + "anything is wrong with it."
    })
final class ImageVerify implements Callable<Integer> {
  private static final int STOPPED = 130;

  @Parameters(paramLabel = "FILE", description = "The image: qcow2, raw, vhd, vhdx or tar.")
  private Path file;

  @Option(
      names = "--size",
      paramLabel = "GB",
      description = "The size that its disk should have (default: ${DEFAULT-VALUE}).",
      defaultValue = "2")
  private int gigabytes = 2;

  /** Called by picocli. */
  @SuppressWarnings("NullAway.Init") // picocli sets the field
  ImageVerify() {}

  @Override
  public Integer call() {
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure("there is no file " + file);
    }
    if (!Files.isReadable(file)) {
      throw new CommandFailure("you may not read " + file);
    }
    return Ending.work(
        () -> verify(file, gigabytes, Terminal.standard()) ? 0 : 1, () -> {}, STOPPED);
  }

  /** Checks and shows what was found; true if nothing is wrong. */
  static boolean verify(Path file, int gigabytes, Terminal terminal) throws InterruptedException {
    try {
      Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
      List<Check> checks =
          Root.isHere()
              ? asRoot(file, gigabytes, temporary)
              : asUser(file, gigabytes, temporary, terminal);
      show(terminal, checks);
      return checks.stream().noneMatch(check -> check.result() == Result.WRONG);
    } catch (IOException | BuildException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private static List<Check> asRoot(Path file, int gigabytes, Path temporary)
      throws IOException, InterruptedException {
    Path certificates =
        Files.createTempDirectory("octavia-image-certificates", new FileAttribute<?>[0]);
    try {
      WarmUpCertificates.write(certificates);
      return Verifier.asRoot(Description.load(), temporary, certificates).verify(file, gigabytes);
    } finally {
      Trees.remove(certificates);
    }
  }

  private static List<Check> asUser(Path file, int gigabytes, Path temporary, Terminal terminal)
      throws InterruptedException {
    terminal.line(
        "Without root: a disk is opened by libguestfs, which takes minutes where there is no KVM.");
    return Verifier.asUser(Description.load(), temporary, System.getenv()).verify(file, gigabytes);
  }

  private static void show(Terminal terminal, List<Check> checks) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("check", "result", "found"));
    for (Check check : checks) {
      String result =
          switch (check.result()) {
            case GOOD -> terminal.good("ok");
            case WRONG -> terminal.bad("WRONG");
            case NOT_CHECKED -> terminal.pending("not checked");
          };
      rows.add(List.of(check.name(), result, check.found()));
    }
    terminal.table(rows);
  }
}
