package octavia.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import octavia.config.Catalogue;
import octavia.config.ConfigException;
import octavia.config.IniFile;
import octavia.config.Reloads;
import org.junit.jupiter.api.Test;

class HangUpTest {

  @Test
  void theSignalReloads() throws Exception {
    assumeFalse(isIgnored(), "SIGHUP is ignored by what started the tests, such as nohup");
    CountDownLatch read = new CountDownLatch(1);
    Reloads reloads = new Reloads(IniFile.empty(), Catalogue.load());
    reloads.register(options -> {
      boolean debug = options.section("DEFAULT").flag("debug", false, "");
      return debug ? read::countDown : () -> {};
    });
    HangUp.reloads(() -> IniFile.parse("octavia.conf", "[DEFAULT]\ndebug = true\n"), reloads);

    new ProcessBuilder("kill", "-HUP", Long.toString(ProcessHandle.current().pid()))
        .start()
        .waitFor();

    assertThat(read.await(30, TimeUnit.SECONDS)).isTrue();
  }

  /** What a process ignores, those that it starts ignore; and Java leaves it at that. */
  private static boolean isIgnored() throws IOException {
    String mask =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .findFirst()
            .orElseThrow();
    return (Long.parseUnsignedLong(mask, 16) & 1) == 1; // SIGHUP is the first signal
  }

  @Test
  void aWrongFileChangesNothing() {
    Reloads reloads = new Reloads(IniFile.empty(), Catalogue.load());
    reloads.register(_ ->
        () -> {
          throw new AssertionError("changed");
        });

    HangUp.reload(
        () -> {
          throw new ConfigException(List.of("unreadable"));
        },
        reloads);
    HangUp.reload(() -> IniFile.parse("octavia.conf", "[cors]\nmax_age = x\n"), reloads);
  }
}
