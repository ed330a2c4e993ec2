package octavia.image.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import octavia.image.plan.AgentSource.ThisProject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetches of a repository that has what a reference can be. */
class AgentCheckoutTest {
  private static final Map<String, String> NOBODY =
      Map.of(
          "GIT_CONFIG_NOSYSTEM", "1",
          "GIT_AUTHOR_NAME", "a",
          "GIT_AUTHOR_EMAIL", "a@localhost",
          "GIT_COMMITTER_NAME", "a",
          "GIT_COMMITTER_EMAIL", "a@localhost");

  private static final int LIMIT = 60_000;

  @TempDir private Path directory;

  private final List<String> log = new ArrayList<>();
  private final Progress progress =
      new Progress() {
        @Override
        public void phase(String name) {
          log.add(name);
        }

        @Override
        public void output(String line) {
          log.add(line);
        }
      };
  private Path working = Path.of("");
  private Path repository = Path.of("");

  /**
   * Commits {@code first} (a tag), {@code main} (the branch that is checked out), {@code change}
   * (under a name of Gerrit's alone), each with a file that says its name, and {@code foreign},
   * which is not this project's.
   */
  @BeforeEach
  void makeRepository() throws IOException, InterruptedException {
    working = Files.createDirectory(directory.resolve("working"));
    repository = Files.createDirectory(directory.resolve("repository"));
    git("init", "-q", "-b", "main");
    Files.createDirectory(repository.resolve("agent"));
    Files.writeString(repository.resolve("agent/pom.xml"), "<project/>");
    commit("first");
    git("tag", "-a", "-m", "a tag", "v1");
    commit("change");
    git("update-ref", "refs/changes/12/3412/5", "HEAD");
    git("reset", "-q", "--hard", "v1");
    commit("main");
    git("checkout", "-q", "-b", "foreign");
    git("rm", "-q", "agent/pom.xml");
    commit("foreign");
    git("checkout", "-q", "main");
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    try (var files = Files.list(working)) {
      assertThat(files).isEmpty();
    }
  }

  private List<String> git(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    List<String> said = new ArrayList<>();
    new Program(said::add).run(repository, command, NOBODY);
    return said;
  }

  private void commit(String name) throws IOException, InterruptedException {
    Files.writeString(repository.resolve("name"), name);
    git("add", ".");
    git("commit", "-q", "-m", name);
  }

  private String commitOf(String reference) throws InterruptedException {
    return git("rev-parse", reference + "^{commit}").getFirst();
  }

  private ThisProject fetched(String location, String reference) throws InterruptedException {
    return fetched(location, reference, Map.of());
  }

  private ThisProject fetched(String location, String reference, Map<String, String> caller)
      throws InterruptedException {
    ThisProject source = new ThisProject(location, reference, Optional.empty());
    try (AgentCheckout checkout = AgentCheckout.below(working, source, caller, progress)) {
      return checkout.fetch();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HEAD, main",
    "main, main",
    "refs/heads/main, main",
    "v1, v1",
    "refs/tags/v1, v1",
    "refs/changes/12/3412/5, refs/changes/12/3412/5",
  })
  void aReferenceIsFetched(String reference, String same) throws InterruptedException {
    ThisProject source = fetched(repository.toString(), reference);
    assertThat(source.reference())
        .isEqualTo(repository + " " + reference + " " + commitOf(same))
        .isEqualTo(
            fetched("file://" + repository, reference).reference().replaceFirst("file://", ""));
    assertThat(log.getFirst()).isEqualTo("agent of " + repository + " " + reference + ": fetch");
  }

  @Test
  void aCommitIsFetchedByItsNameAndByItsBeginning() throws InterruptedException {
    String commit = commitOf("v1");
    for (String name : List.of(commit, commit.substring(0, 10))) {
      assertThat(fetched(repository.toString(), name).commit()).hasValue(commit);
    }
  }

  @Test
  void aBareRepositoryWillDo() throws InterruptedException {
    Path bare = directory.resolve("-bare repository");
    git("clone", "-q", "--bare", repository.toString(), "--", bare.toString());
    assertThat(fetched(bare.toString(), "v1").commit()).hasValue(commitOf("v1"));
  }

  @Test
  void whatBelongsToWhoSaidSudoIsFetched() throws InterruptedException {
    assumeTrue(System.getProperty("user.name").equals("root"), "gives files away");
    String commit = commitOf("main");
    new Program(_ -> {})
        .run(directory, List.of("chown", "-R", "65534", repository.toString()), Map.of());
    String location = repository.toString();
    assertThat(fetched(location, "main", Map.of("SUDO_UID", "65534")).commit()).hasValue(commit);
    assertThatThrownBy(() -> fetched(location, "main"))
        .hasMessageContaining("DIB_REPOLOCATION_amphora_agent: git cannot read " + location)
        .hasMessageContaining("dubious ownership");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere", "refs/changes/99/1/1"})
  void aReferenceThatIsNotThereIsNamed(String reference) {
    assertThatThrownBy(() -> fetched(repository.toString(), reference))
        .isInstanceOf(BuildException.class)
        .hasNoCause()
        .message()
        .startsWith(
            "DIB_REPOREF_amphora_agent (or -g): git cannot fetch %s of %s: fatal: "
                .formatted(reference, repository))
        .doesNotContain("\n");
  }

  @Test
  void aCommitThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> fetched(repository.toString(), "abcdef0123"))
        .hasMessage(
            "DIB_REPOREF_amphora_agent (or -g): git cannot fetch abcdef0123 of %s, not in any branch"
                    .formatted(repository)
                + " or tag: fatal: Needed a single revision");
  }

  @Test
  void aLocationThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> fetched("/no/where", "main"))
        .hasMessage(
            "DIB_REPOLOCATION_amphora_agent: git cannot read /no/where: fatal: '/no/where' does not"
                + " appear to be a git repository; fatal: Could not read from remote repository.");
  }

  @Test
  void noProgramIsRunThatALocationNames() {
    Path ran = directory.resolve("ran");
    assertThatThrownBy(() -> fetched("ext::touch " + ran, "main"))
        .hasMessageContaining("DIB_REPOLOCATION_amphora_agent")
        .hasMessageContaining("transport 'ext' not allowed");
    assertThatThrownBy(() -> fetched("--upload-pack=touch " + ran, "main"))
        .hasMessageContaining("DIB_REPOLOCATION_amphora_agent");
    assertThat(ran).doesNotExist();
  }

  @Test
  void anotherProjectIsRefused() {
    assertThatThrownBy(() -> fetched(repository.toString(), "foreign"))
        .hasMessage(
            "DIB_REPOLOCATION_amphora_agent: "
                + repository
                + " is not this project's: there is no agent/pom.xml in foreign.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret@", "me:secret@", "secret:@"})
  void nobodyIsAskedForAPasswordAndNoneIsTold(String login) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"r\"");
          exchange.sendResponseHeaders(401, -1);
          exchange.close();
        });
    server.start();
    try {
      String host = "localhost:" + server.getAddress().getPort() + "/x";
      assertThatThrownBy(() -> fetched("http://" + login + host, "main"))
          .hasMessageStartingWith(
              "DIB_REPOLOCATION_amphora_agent: git cannot read http://" + host + ": fatal: ")
          .message()
          .doesNotContain("secret");
    } finally {
      server.stop(0);
    }
    assertThat(log).isNotEmpty().noneMatch(line -> line.contains("secret"));
  }

  @Test
  void whoeverWaitsCanBeInterruptedAndGitEnds() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      silent.setSoTimeout(LIMIT);
      String location = "git://127.0.0.1:" + silent.getLocalPort() + "/x";
      FutureTask<Throwable> waiting =
          new FutureTask<>(() -> catchThrowable(() -> fetched(location, "main")));
      Thread thread = Thread.ofPlatform().start(waiting);
      try (Socket git = silent.accept()) {
        thread.interrupt();
        assertThat(waiting.get(LIMIT, TimeUnit.MILLISECONDS))
            .isInstanceOf(InterruptedException.class);
        git.setSoTimeout(LIMIT);
        // What it asked for, and then the end.
        assertThat(git.getInputStream().readAllBytes()).isNotNull();
      }
    }
  }
}
