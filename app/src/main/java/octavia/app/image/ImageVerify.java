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
import octavia.image.verify.Verifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code octavia image verify}. */
@Command(
    name = "verify",
    description = {
      "Check that an image is one that amphorae can be started from.",
      "Size, root file system, kernel, packages, agent. Needs root: the image is mounted by "
          + "loopback. Exits 1 if anything is wrong with it."
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
    Root.require("mounting an image");
    return Ending.work(
        () -> verify(file, gigabytes, Terminal.standard()) ? 0 : 1, () -> {}, STOPPED);
  }

  /** Checks and shows what was found; true if nothing is wrong. */
  static boolean verify(Path file, int gigabytes, Terminal terminal) throws InterruptedException {
    try {
      Path certificates =
          Files.createTempDirectory("octavia-image-certificates", new FileAttribute<?>[0]);
      try {
        WarmUpCertificates.write(certificates);
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        List<Check> checks =
            new Verifier(Description.load(), temporary, certificates).verify(file, gigabytes);
        show(terminal, checks);
        return checks.stream().allMatch(Check::good);
      } finally {
        Trees.remove(certificates);
      }
    } catch (IOException | BuildException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private static void show(Terminal terminal, List<Check> checks) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("check", "result", "found"));
    for (Check check : checks) {
      rows.add(
          List.of(
              check.name(),
              check.good() ? terminal.good("ok") : terminal.bad("WRONG"),
              check.found()));
    }
    terminal.table(rows);
  }
}
