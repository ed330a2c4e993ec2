package octavia.cloud.local.compute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import octavia.cloud.host.Processes;
import octavia.model.Crossing;

/** What qemu says of an amphora. */
public final class MachineDevices {
  private MachineDevices() {}

  /** The names of the devices of the amphora with that directory. */
  public static List<String> of(Path home) {
    Processes.Found first =
        Processes.find(words -> words.contains(new Home(home).init().toString())).stream()
            .filter(Processes.Found::isInit)
            .findFirst()
            .orElseThrow();
    try (Qmp qmp = Qmp.open(QemuLine.socket(first), Duration.ofSeconds(10), Crossing.OPEN)) {
      List<String> names = new ArrayList<>();
      qmp.ask("qom-list", Map.of("path", "/machine/peripheral"))
          .forEach(device -> names.add(device.path("name").asString()));
      names.remove("type"); // of the list itself
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
