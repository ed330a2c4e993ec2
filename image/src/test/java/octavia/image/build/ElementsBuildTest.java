package octavia.image.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.image.content.Description;
import octavia.image.plan.AgentSource;
import octavia.image.plan.Architecture;
import octavia.image.plan.Base;
import octavia.image.plan.Format;
import octavia.image.plan.ImagePlan;
import octavia.image.plan.RuntimeSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What diskimage-builder is called with; in its place stands a command that writes it down. */
class ElementsBuildTest {
  private static final Progress SILENT =
      new Progress() {
        @Override
        public void phase(String name) {}

        @Override
        public void output(String line) {}
      };

  @TempDir private Path directory;

  @BeforeEach
  void needsRoot() {
    assumeTrue(System.getProperty("user.name").equals("root"), "builds have mounts of their own");
  }

  private ImagePlan plan(AgentSource agent) {
    return new ImagePlan(
        Base.DEBIAN_MINIMAL,
        "bookworm",
        Architecture.AMD64,
        ImagePlan.Builder.DISKIMAGE_BUILDER,
        Format.RAW,
        directory.resolve("a.raw"),
        2,
        agent,
        new RuntimeSource.None(),
        new ImagePlan.Switches(true, true, false, true, false, Optional.empty()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Map.of(),
        new ImagePlan.Places(directory.resolve("cache"), directory, Optional.empty()),
        List.of(),
        List.of(),
        List.of("sh", "-c", "env >image.raw"),
        List.of());
  }

  /** What a build is told, in a directory of its own below the test's. */
  private List<String> told(String name, ImagePlan plan) throws IOException, InterruptedException {
    Path build = Files.createDirectory(directory.resolve(name));
    ImageBuilder.Made made = new ElementsBuild(Description.load(), SILENT).make(build, plan);
    return Files.readAllLines(made.image());
  }

  @Test
  void twoBuildsAtOnceDoNotFetchPackagesToTheSameDirectory()
      throws IOException, InterruptedException {
    ImagePlan plan = plan(new AgentSource.ThisBuild());
    assertThat(told("alone", plan)).doesNotContain("DIB_APT_LOCAL_CACHE=0");
    try (FileChannel another =
        FileChannel.open(directory.resolve("cache/lock"), StandardOpenOption.WRITE)) {
      assertThat(another.tryLock()).isNotNull();
      assertThat(told("beside", plan)).contains("DIB_APT_LOCAL_CACHE=0");
    }
    assertThat(told("after", plan)).doesNotContain("DIB_APT_LOCAL_CACHE=0");
  }

  @Test
  void theDistributionsAgentIsAPackageOfItsElement() throws IOException, InterruptedException {
    told("package", plan(new AgentSource.DistributionPackage("octavia-agent")));
    Path part = directory.resolve("package/parts/amphora-agent");
    assertThat(Files.readAllLines(part.resolve("packages"))).contains("octavia-agent", "procps");
    assertThat(Files.readAllLines(part.resolve("enabled")))
        .doesNotContain("amphora-agent.service", "amphora-netns.service");
    assertThat(Files.readString(part.resolve("files/opt/amphora-agent.gitref")))
        .isEqualTo("package octavia-agent\n");
    assertThat(part.resolve("files/usr/local/bin/amphora-agent")).doesNotExist();
  }
}
