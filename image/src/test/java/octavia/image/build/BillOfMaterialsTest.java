package octavia.image.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.image.plan.AgentSource;
import octavia.image.plan.Architecture;
import octavia.image.plan.Base;
import octavia.image.plan.Format;
import octavia.image.plan.ImagePlan;
import octavia.image.plan.RuntimeSource;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BillOfMaterialsTest {
  private static final ImagePlan PLAN =
      new ImagePlan(
          Base.DEBIAN_MINIMAL,
          "bookworm",
          Architecture.AMD64,
          ImagePlan.Builder.SLIM,
          Format.RAW,
          Path.of("/a.raw"),
          2,
          new AgentSource.ThisBuild(),
          new RuntimeSource.ThisJdk(),
          new ImagePlan.Switches(true, true, false, true, false, Optional.empty()),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Map.of(),
          new ImagePlan.Places(Path.of("/c"), Path.of("/w"), Optional.empty()),
          List.of(),
          List.of(),
          List.of(),
          List.of());

  @Test
  void packagesAndJarsAreComponents() {
    List<Installed> installed =
        Installed.parse("libc6\t2.36-9+deb12u9\tamd64\tglibc\nbroken line\n");
    assertThat(installed)
        .containsExactly(new Installed("libc6", "2.36-9+deb12u9", "amd64", "glibc"));
    List<BillOfMaterials.Library> jars =
        List.of(new BillOfMaterials.Library("agent-0.1.0.jar", "abc"));
    String text = BillOfMaterials.of(PLAN, installed, jars);
    JsonNode bill = JsonMapper.shared().readTree(text);
    assertThat(bill.path("bomFormat").asString()).isEqualTo("CycloneDX");
    assertThat(bill.path("components").path(0).path("purl").asString())
        .isEqualTo("pkg:deb/debian/libc6@2.36-9%2Bdeb12u9?arch=amd64&distro=bookworm");
    assertThat(bill.path("components").path(1).path("hashes").path(0).path("content").asString())
        .isEqualTo("abc");
    assertThat(BillOfMaterials.of(PLAN, installed, jars)).isEqualTo(text);
  }
}
