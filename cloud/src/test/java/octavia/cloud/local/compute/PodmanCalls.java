package octavia.cloud.local.compute;

import java.time.Duration;
import java.util.List;
import octavia.cloud.host.Commands;
import octavia.cloud.host.HostNames;
import octavia.model.Crossing;

/** What podman says of the containers of a local cloud. */
public final class PodmanCalls {
  private PodmanCalls() {}

  /** Runs a command of podman's. */
  public static String run(HostNames names, List<String> words) {
    Commands commands = new Commands(Crossing.OPEN, Duration.ofSeconds(20));
    return commands.run("test", new Podman(names, commands).command(words));
  }
}
