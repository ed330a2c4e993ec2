package octavia.app.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The command without any argument: ubuntu-minimal, noble. What it fetches are Debian's packages,
 * published as Ubuntu's suite: a stand-in, which shows that the command goes its way to the end,
 * not that Ubuntu's packages fit. Needs a mirror of Debian.
 */
@ImageTest
class NoArgumentImageTest extends BuiltImageTest {
  private static @Nullable StandInUbuntu ubuntu;

  @BeforeAll
  static void build() throws IOException, InterruptedException {
    Path archive = Files.createDirectory(directory.resolve("archive"));
    StandInUbuntu published = StandInUbuntu.publish(archive, "bookworm", "noble");
    ubuntu = published;
    Path work = Files.createDirectory(directory.resolve("work"));
    Path home = Files.createDirectory(directory.resolve("home"));
    image =
        Images.built(
            Images.octavia(
                Map.of(
                    "DIB_DISTRIBUTION_MIRROR",
                    published.url(),
                    "DIB_DEBOOTSTRAP_EXTRA_ARGS",
                    "--keyring=" + published.keyring(),
                    // Packages under these names are not to stay in the cache.
                    "HOME",
                    home.toString()),
                work,
                "diskimage-create"),
            work.resolve("amphora-x64-haproxy"));
  }

  @AfterAll
  static void stop() {
    if (ubuntu != null) {
      ubuntu.close();
    }
  }

  @Test
  @Order(1)
  void itIsOfWhatWasAskedFor() throws IOException {
    assertThat(Files.readString(Path.of(image + ".manifest")))
        .contains("linux-image-virtual\t1\t", "ubuntu-keyring\t1\t", "haproxy\t");
  }

  @Test
  @Order(4)
  void aReleaseThatTheMirrorHasNotIsRefusedBeforeTheBuild()
      throws IOException, InterruptedException {
    StandInUbuntu published = Objects.requireNonNull(ubuntu);
    Images.Ended ended =
        Images.octavia(
            Map.of(
                "DIB_DISTRIBUTION_MIRROR",
                published.url(),
                "DIB_DEBOOTSTRAP_EXTRA_ARGS",
                "--keyring=" + published.keyring()),
            directory,
            "diskimage-create",
            "-d",
            "jammy");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output()).contains("there is no jammy at " + published.url());
  }

  @Test
  @Order(5)
  void withoutAKeyringNothingIsBuilt() throws IOException, InterruptedException {
    Images.Ended ended =
        Images.octavia(
            Map.of("DIB_DEBOOTSTRAP_EXTRA_ARGS", "--keyring=/nowhere/keyring.gpg"),
            directory,
            "diskimage-create");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output()).contains("the keyring /nowhere/keyring.gpg is missing");
  }
}
