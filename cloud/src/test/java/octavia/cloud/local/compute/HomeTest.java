package octavia.cloud.local.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  @TempDir private Path directory;

  @Test
  void lastWordsAreTheEndOfTheConsoleOnOneLine() throws IOException {
    Home home = new Home(directory);
    assertThat(home.lastWords()).isEmpty();

    Files.writeString(directory.resolve("start.log"), "qemu: no memory\n");
    assertThat(home.lastWords()).isEqualTo("qemu: no memory");

    Files.writeString(
        directory.resolve("console.log"),
        "Booting\n".repeat(1000) + "\u001b[0;31mfailed\u001b[0m\r\nlogin:\u0007\u009b\u202eroot\n");
    assertThat(home.lastWords())
        .hasSizeLessThanOrEqualTo(1000)
        .endsWith("Booting | failed | login:   root")
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
  }
}
