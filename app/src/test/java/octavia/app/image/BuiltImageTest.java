package octavia.app.image;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * An image that the command has built, whichever: it is checked and booted. How long that took is
 * printed. Needs a mirror of Debian.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class BuiltImageTest {
  @TempDir static Path directory = Path.of("");

  /** Set by who builds it, before all tests. */
  static Path image = Path.of("");

  @Test
  @Order(2)
  void itIsAGoodImage() throws IOException, InterruptedException {
    Images.verify(directory, image);
  }

  @Test
  @Order(3)
  void itBootsAndItsAgentAnswersOverMutualTls() throws IOException, InterruptedException {
    Images.boot(directory, image);
  }
}
