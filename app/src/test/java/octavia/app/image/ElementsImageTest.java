package octavia.app.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The image of debian-minimal by diskimage-builder and the project's elements: built by the
 * command, checked, booted, with load balancers on it, beside the same with upstream's agent and
 * the slim one, as a tar. Prints how long each took. Needs a mirror of Debian.
 */
@ImageTest
class ElementsImageTest extends BuiltImageTest {
  @BeforeAll
  static void build() throws IOException, InterruptedException {
    image = Images.build(directory, "-i", "debian-minimal");
  }

  @Test
  @Order(1)
  void whatLiesBesideTheImageSaysWhatItIs() throws IOException {
    assertThat(Files.readString(directory.resolve("amphora.qcow2.manifest")))
        .contains("haproxy\t", "cloud-init\t");
    assertThat(Files.readString(directory.resolve("amphora.qcow2.cdx.json")))
        .contains("pkg:deb/debian/keepalived@", ".jar\"");
  }

  @Test
  @Order(4)
  void loadBalancersLiveOnIt() throws IOException, InterruptedException {
    MachineLoadBalancer.live(MachineLoadBalancer.Kind.QEMU, image);
  }

  /** With upstream's agent in Python, as Debian packs it, which is spoken to as our own. */
  @Test
  @Order(5)
  void besideUpstreamsAgentInTheSameImageAndTheSlimOne() throws IOException, InterruptedException {
    Path python = Files.createDirectory(directory.resolve("python"));
    Path packaged = Images.build(python, "-i", "debian-minimal", "-p");
    assertThat(Files.readString(Path.of(packaged + ".manifest")))
        .contains("octavia-agent\t", "python3-octavia\t");
    assertThat(Files.readString(Path.of(packaged + ".cdx.json")))
        .contains("pkg:deb/debian/octavia-agent@")
        .doesNotContain(".jar\"");
    Images.verify(python, packaged);
    Path small = Files.createDirectory(directory.resolve("small"));
    Path slim = Images.build(small, "--slim", "-i", "debian-minimal");
    Path again = Files.createDirectory(directory.resolve("again"));

    Images.Booted ours = Images.boot(again, image);
    Images.Booted upstreams = Images.boot(python, packaged);
    Images.Booted slimmed = Images.boot(small, slim);
    System.out.println(ours.line("by diskimage-builder, our agent"));
    System.out.println(upstreams.line("by diskimage-builder, upstream's agent"));
    System.out.println(slimmed.line("slim, our agent"));

    MachineLoadBalancer.serve(MachineLoadBalancer.Kind.QEMU, image);
    MachineLoadBalancer.serve(MachineLoadBalancer.Kind.QEMU, slim);
  }

  @Test
  @Order(6)
  void asATarItIsAsGoodAndContainersOfItServe() throws IOException, InterruptedException {
    Path tars = Files.createDirectory(directory.resolve("tar"));
    Path tar = Images.build(tars, "-i", "debian-minimal", "-t", "tar");
    Images.verify(tars, tar);
    MachineLoadBalancer.serve(MachineLoadBalancer.Kind.PODMAN, tar);
  }

  @Test
  @Order(7)
  void aKilledBuildLeavesNothingMountedOrLooped() throws IOException, InterruptedException {
    Images.killBuild(directory, "diskimage-builder, finalise", "-i", "debian-minimal");
  }
}
