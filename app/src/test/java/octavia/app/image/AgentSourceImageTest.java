package octavia.app.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import octavia.image.build.Program;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The slim image with the agent of a repository, where an earlier commit tells its Java machine
 * something that this build does not, and the newest cannot be built. Needs a mirror of Debian.
 */
@ImageTest
class AgentSourceImageTest extends BuiltImageTest {
  private static final String OPTION = "-Doctavia.test=earlier";
  private static final Path PROJECT =
      Path.of(System.getProperty("octavia.launcher", "octavia")).toAbsolutePath().getParent();

  private static Path repository = Path.of("");

  @BeforeAll
  static void build() throws IOException, InterruptedException {
    repository = Files.createDirectory(directory.resolve("ours"));
    git("init", "-q", "-b", "main");
    // What lies here and git does not ignore, whether that is committed or not.
    git("--work-tree=" + PROJECT, "add", "--all");
    git("checkout-index", "--all");
    Path options = repository.resolve("agent/src/main/resources/octavia/agent/options.txt");
    Files.writeString(options, OPTION + "\n", StandardOpenOption.APPEND);
    git("commit", "-q", "-a", "-m", "earlier");
    git("tag", "earlier");
    Files.writeString(repository.resolve("agent/pom.xml"), "no project");
    git("commit", "-q", "-a", "-m", "newest");
    image = Images.built(create("earlier"), directory.resolve("amphora"));
  }

  private static Images.Ended create(String reference) throws IOException, InterruptedException {
    return Images.octavia(
        Map.of("DIB_REPOLOCATION_amphora_agent", "ours", "DIB_REPOREF_amphora_agent", reference),
        directory,
        "diskimage-create",
        "--slim",
        "-i",
        "debian-minimal",
        "-o",
        "amphora");
  }

  private static List<String> git(String... arguments) throws InterruptedException {
    return said(
        repository,
        List.of("git", "--git-dir=.git", "-c", "user.name=a", "-c", "user.email=a@localhost"),
        arguments);
  }

  private static List<String> said(Path in, List<String> program, String... arguments)
      throws InterruptedException {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of(arguments));
    List<String> lines = new ArrayList<>();
    new Program(lines::add).run(in, command, Map.of());
    return lines;
  }

  @Test
  @Order(1)
  void itSaysOfWhatItsAgentWasBuiltAndRunsItAsThatSays() throws IOException, InterruptedException {
    String source = repository + " earlier " + git("rev-parse", "earlier").getFirst();
    VirtualMachine.run(directory, "qemu-img", "convert", "-O", "raw", image.toString(), "look.raw");
    assertThat(content("/opt/amphora-agent.gitref")).contains(source);
    assertThat(content("/etc/amphora-image")).contains("agent = " + source);
    assertThat(content("/usr/lib/octavia-agent/options")).contains(OPTION, "-Xmx32m");
  }

  private static List<String> content(String file) throws InterruptedException {
    return said(directory, List.of("debugfs", "-R", "cat " + file, "look.raw"));
  }

  @Test
  @Order(4)
  void oneThatCannotBeBuiltIsNamedWithMavensWords() throws IOException, InterruptedException {
    byte[] before = Files.readAllBytes(Path.of(image + ".sha256"));
    Images.Ended ended = create("main");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output())
        .contains(
            "the agent of %s main %s was not built:"
                .formatted(repository, git("rev-parse", "main").getFirst()),
            "[ERROR]",
            "agent/pom.xml");
    assertThat(Files.readAllBytes(Path.of(image + ".sha256"))).isEqualTo(before);
    try (var files = Files.list(directory)) {
      assertThat(files).noneMatch(file -> file.toString().contains("diskimage-create."));
    }
  }
}
