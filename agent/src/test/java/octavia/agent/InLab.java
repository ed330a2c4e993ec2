package octavia.agent;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What tests of an agent need once: networks, and certificates of both sides. */
abstract class InLab {
  @TempDir static Path shared;
  static Lab lab;
  static TestCertificates certificates;

  /** The directory of the agent under test. */
  @TempDir Path state;

  @BeforeAll
  static void build() throws Exception {
    lab = new Lab();
    certificates = new TestCertificates(shared);
  }

  @AfterAll
  static void remove() {
    if (lab != null) {
      lab.close();
    }
  }
}
