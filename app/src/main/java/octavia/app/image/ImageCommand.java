package octavia.app.image;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with an image that was built. */
@Command(
    name = "image",
    description =
        "Check, make of a cloud image, upload and publish what amphorae are started from.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ImageVerify.class, ImageRetrofit.class, ImageUpload.class, ImagePublish.class})
public final class ImageCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Called by picocli. */
  @SuppressWarnings("NullAway.Init") // picocli sets the field
  public ImageCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say verify, retrofit, upload or publish");
  }
}
