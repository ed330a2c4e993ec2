package octavia.app.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image as tar: containers of it are amphorae, and it can be made again from its list. */
@ImageTest
class TarImageTest {
  private static final Map<String, String> THEN = Map.of("SOURCE_DATE_EPOCH", "1750000000");

  @TempDir private Path directory;

  private Path build(String name, String... options) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("diskimage-create", "--slim", "-n"));
    line.addAll(List.of("-i", "debian-minimal", "-t", "tar", "-o", name));
    line.addAll(List.of(options));
    return Images.built(
        Images.octavia(THEN, directory, line.toArray(String[]::new)), directory.resolve(name));
  }

  /** Every file with its owner, mode, time and content. */
  private Set<String> content(Path tar) throws IOException, InterruptedException {
    Path tree = Files.createDirectory(directory.resolve("tree-" + tar.getFileName()));
    VirtualMachine.run(directory, "tar", "-C", tree.toString(), "-xpf", tar.toString());
    Path list = directory.resolve("list-" + tar.getFileName());
    VirtualMachine.run(
        tree,
        "sh",
        "-c",
        "{ find . -printf '%p %y %m %u %g %T@ %l\\n';"
            + " find . -type f -exec sha256sum {} +; } >"
            + list);
    return new TreeSet<>(Files.readAllLines(list));
  }

  @Test
  void loadBalancersLiveInContainersOfItAndItIsMadeAgainButForTheStartUpCache()
      throws IOException, InterruptedException {
    Path first = build("first");
    MachineLoadBalancer.live(MachineLoadBalancer.Kind.PODMAN, first);
    Path second = build("second", "--manifest", first + ".manifest");
    assertThat(Files.readString(Path.of(second + ".manifest")))
        .isEqualTo(Files.readString(Path.of(first + ".manifest")));
    Set<String> before = content(first);
    Set<String> after = content(second);
    Set<String> both = new TreeSet<>(before);
    both.retainAll(after);
    before.removeAll(both);
    assertThat(before).allMatch(line -> line.contains("/usr/lib/octavia-agent/agent.aot"));
  }
}
