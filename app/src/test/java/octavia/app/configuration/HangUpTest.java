package octavia.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;

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
