package octavia.app.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import octavia.app.command.CommandFailure;
import octavia.app.command.Ending;
import octavia.app.terminal.Terminal;
import octavia.image.build.Installed;
import octavia.image.plan.Architecture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code octavia image upload}. */
@Command(
    name = "upload",
    description = {
      "Upload an image to Glance: private, tagged so that the controller finds it, and compared with"
          + " the file by its checksum.",
      "Who uploads, the variables of an openrc file say (OS_AUTH_URL, OS_USERNAME, ...)."
    })
final class ImageUpload implements Callable<Integer> {
  private static final int STOPPED = 130;
  private static final Set<String> FORMATS = Set.of("qcow2", "raw", "vhd", "vhdx");

  @Parameters(paramLabel = "FILE", description = "The image: qcow2, raw, vhd or vhdx.")
  private Path file;

  @Mixin private Labels labels = new Labels();

  /** Called by picocli. */
  @SuppressWarnings("NullAway.Init") // picocli sets the field
  ImageUpload() {}

  /** What an image is called in Glance. */
  static final class Labels {
    @Option(
        names = "--name",
        paramLabel = "NAME",
        description = "Its name (default: the file's, without its ending).")
    private Optional<String> name = Optional.empty();

    @Option(
        names = "--tag",
        paramLabel = "TAG",
        description =
            "Its tag, as amp_image_tag in octavia.conf says it; may be given several times"
                + " (default: amphora).")
    private List<String> tags = List.of("amphora");

    @Option(
        names = "--owner",
        paramLabel = "PROJECT",
        description =
            "Id of the project that it is to belong to, as amp_image_owner_id says it (default:"
                + " that of who uploads; another one needs the right to it).")
    private Optional<String> owner = Optional.empty();

    @Option(
        names = "--architecture",
        paramLabel = "NAME",
        description =
            "Its processor (default: what its list of packages says, else this machine's).")
    private Optional<String> architecture = Optional.empty();

    /** What Glance is told of a file. */
    Glance.Wanted of(Path file) {
      String plain = String.valueOf(file.getFileName());
      int dot = plain.lastIndexOf('.');
      String format = dot < 0 ? "" : plain.substring(dot + 1);
      if (!FORMATS.contains(format)) {
        throw new CommandFailure(
            plain + " is not a disk for virtual machines; Glance takes .qcow2, .raw, .vhd, .vhdx.");
      }
      return new Glance.Wanted(
          name.orElse(plain.substring(0, dot)), format, tags, owner, architecture(file).machine());
    }

    private Architecture architecture(Path file) {
      return architecture
          .map(asked ->
              Architecture.named(asked)
                  .orElseThrow(() -> new CommandFailure("not an architecture: " + asked)))
          .or(() -> ofPackages(file))
          .or(() -> Architecture.ofMachine(System.getProperty("os.arch")))
          .orElseThrow(() -> new CommandFailure("say --architecture."));
    }

    private static Optional<Architecture> ofPackages(Path image) {
      Path manifest = image.resolveSibling(image.getFileName() + ".manifest");
      if (!Files.isReadable(manifest)) {
        return Optional.empty();
      }
      try {
        return Installed.parse(Files.readString(manifest)).stream()
            .flatMap(each -> Architecture.named(each.architecture()).stream())
            .findFirst();
      } catch (IOException e) {
        throw new CommandFailure("cannot read " + manifest + ": " + e, e);
      }
    }
  }

  @Override
  public Integer call() {
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure("there is no file " + file);
    }
    return Ending.work(() -> upload(file, labels, System.getenv()), () -> {}, STOPPED);
  }

  /** Uploads and says what came of it. */
  static int upload(Path file, Labels labels, Map<String, String> environment)
      throws InterruptedException {
    Glance.Wanted wanted = labels.of(file);
    try (Glance glance = Glance.of(environment)) {
      String id = glance.upload(file, wanted);
      Terminal.standard()
          .line(
              "Uploaded "
                  + wanted.name()
                  + " ("
                  + wanted.architecture()
                  + ", tagged "
                  + String.join(", ", wanted.tags())
                  + "): "
                  + id);
      return 0;
    }
  }
}
