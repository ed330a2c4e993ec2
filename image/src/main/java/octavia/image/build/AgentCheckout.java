package octavia.image.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import octavia.image.plan.AgentSource.ThisProject;

/**
 * This project's agent of a repository: fetched and built in a directory of its own, which goes
 * when this is closed. The programs that do it end with this process. One thread uses it.
 */
public final class AgentCheckout implements AutoCloseable {
  private static final Duration LOOK_LIMIT = Duration.ofMinutes(2);
  private static final Duration FETCH_LIMIT = Duration.ofMinutes(20);
  private static final Duration BUILD_LIMIT = Duration.ofMinutes(60);

  /** Those that no person has to answer, and that run no program that the location names. */
  private static final Map<String, String> GIT =
      Map.of(
          "LC_ALL", "C",
          "GIT_TERMINAL_PROMPT", "0",
          "GIT_ALLOW_PROTOCOL", "file:git:http:https:ssh",
          "GIT_SSH_COMMAND", "ssh -o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=15",
          "GIT_HTTP_LOW_SPEED_LIMIT", "1",
          "GIT_HTTP_LOW_SPEED_TIME", "60");

  /** By the first git lets root read what belongs to who said sudo; the other has ssh's keys. */
  private static final List<String> OF_GIT = List.of("SUDO_UID", "SSH_AUTH_SOCK");

  /** Maven reads no other variable for its proxies and whether it may fetch. */
  private static final List<String> OF_MAVEN = List.of("MAVEN_OPTS", "MAVEN_ARGS");

  /** Maybe not the name of a reference, but the beginning of a commit's. */
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,64}");

  /** As many commits as git has a number for: the whole of each branch. */
  private static final int ALL = Integer.MAX_VALUE;

  private static final String ADVICE = "Please make sure";

  private final ThisProject source;
  private final Path directory;
  private final Path tree;
  private final Map<String, String> caller;
  private final Progress progress;

  private AgentCheckout(
      ThisProject source, Path directory, Map<String, String> caller, Progress progress) {
    this.source = source;
    this.directory = directory;
    this.tree = directory.resolve("source");
    this.caller = caller;
    this.progress = progress;
  }

  /**
   * Where a repository can be fetched to.
   *
   * @param working a directory in which one is made
   * @param caller the variables of whoever builds
   */
  public static AgentCheckout below(
      Path working, ThisProject source, Map<String, String> caller, Progress progress) {
    try {
      Files.createDirectories(working);
      Path directory = Files.createTempDirectory(working, "diskimage-create.");
      return new AgentCheckout(source, directory, caller, progress);
    } catch (IOException e) {
      throw new BuildException("cannot fetch the agent to " + working + ": " + e, e);
    }
  }

  /**
   * Fetches no more than the reference, where the other side lets that be asked for.
   *
   * @return the source with its commit
   * @throws BuildException that names the variable that is wrong, and says what git says
   */
  public ThisProject fetch() throws InterruptedException {
    progress.phase("agent of " + source.reference() + ": fetch");
    String where = source.shownLocation();
    String noLocation = "DIB_REPOLOCATION_amphora_agent: git cannot read " + where;
    git(directory, noLocation, FETCH_LIMIT, "init", "--quiet", tree.toString());
    git(tree, noLocation, LOOK_LIMIT, "ls-remote", "--quiet", "--", source.location(), "HEAD");
    git(tree, noReference(), LOOK_LIMIT, "checkout", "--quiet", "--detach", fetched());
    List<String> commit =
        git(tree, noReference(), LOOK_LIMIT, "rev-parse", "--verify", "HEAD^{commit}");
    if (!Files.isRegularFile(tree.resolve("agent/pom.xml"))) {
      throw new BuildException(
          "DIB_REPOLOCATION_amphora_agent: "
              + where
              + " is not this project's: there is no agent/pom.xml in "
              + source.branch()
              + ".");
    }
    return source.at(commit.getLast());
  }

  private String noReference() {
    return "DIB_REPOREF_amphora_agent (or -g): git cannot fetch "
        + source.branch()
        + " of "
        + source.shownLocation();
  }

  /** Fetches; the result is what can be checked out. */
  private String fetched() throws InterruptedException {
    String name = source.branch();
    try {
      gitFetch(1, name);
      return "FETCH_HEAD";
    } catch (BuildException e) {
      if (!COMMIT.matcher(name).matches()) {
        throw e;
      }
    }
    // Not every server gives a commit by its name, and none by the beginning of that.
    gitFetch(ALL, "+refs/heads/*:refs/agent/heads/*", "+refs/tags/*:refs/tags/*");
    String complaint = noReference() + ", not in any branch or tag";
    return git(tree, complaint, LOOK_LIMIT, "rev-parse", "--verify", name + "^{commit}").getLast();
  }

  private void gitFetch(int depth, String... what) throws InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of("fetch", "--no-tags", "--no-recurse-submodules", "--depth=" + depth, "--"));
    arguments.add(source.location());
    arguments.addAll(List.of(what));
    git(tree, noReference(), FETCH_LIMIT, arguments.toArray(String[]::new));
  }

  /**
   * Builds the agent and nothing else of what was fetched, with its libraries beside it.
   *
   * @param fetched what was
   * @param jdk that builds
   * @return its jar
   */
  public Path build(ThisProject fetched, Path jdk) throws InterruptedException {
    progress.phase("agent of " + source.reference() + ": build");
    Path libraries = directory.resolve("lib");
    try {
      run(
          tree,
          List.of(
              "mvn",
              "--batch-mode",
              "--no-transfer-progress",
              "-Dstyle.color=never",
              "--projects",
              "agent",
              "--also-make",
              "-Dmaven.test.skip=true",
              "-DincludeScope=runtime",
              "-DoutputDirectory=" + libraries,
              "package",
              "dependency:copy-dependencies"),
          environment(Map.of("JAVA_HOME", jdk.toString()), OF_MAVEN),
          BUILD_LIMIT);
      Path jar = built(tree.resolve("agent/target"));
      AgentJar.read(jar);
      return Files.move(
          jar, libraries.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    } catch (BuildException e) {
      throw notBuilt(fetched, words(e).collect(Collectors.joining("\n", "\n", "")), e);
    } catch (IOException e) {
      throw notBuilt(fetched, " " + e, e);
    }
  }

  private static BuildException notBuilt(ThisProject fetched, String why, Exception cause) {
    return new BuildException(
        "the agent of " + fetched.reference() + " was not built:" + why, cause);
  }

  private static Path built(Path target) throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().matches("agent-[0-9].*\\.jar"))
          .findFirst()
          .orElseThrow(() -> new BuildException("Maven has made no agent-VERSION.jar"));
    }
  }

  /** Runs git; the result is what it says. */
  private List<String> git(Path in, String complaint, Duration limit, String... arguments)
      throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try {
      return run(in, command, environment(GIT, OF_GIT), limit);
    } catch (BuildException e) {
      List<String> words =
          words(e)
              .filter(line -> !line.isBlank())
              .takeWhile(line -> !line.startsWith(ADVICE))
              .map(source::withoutLogin)
              .toList();
      // Without its cause, in which the location is as git was told it.
      throw new BuildException(complaint + ": " + String.join("; ", words));
    }
  }

  /**
   * What a program said before it failed; the line before that is for whoever knows the program.
   */
  private static Stream<String> words(BuildException failure) {
    List<String> lines = String.valueOf(failure.getMessage()).lines().toList();
    return lines.stream().skip(lines.size() > 1 ? 1 : 0);
  }

  private List<String> run(
      Path in, List<String> command, Map<String, String> environment, Duration limit)
      throws InterruptedException {
    List<String> bound = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL"));
    if (SystemHost.isRoot()) {
      // What it has started ends with it, too.
      bound.addAll(List.of("unshare", "--pid", "--fork", "--kill-child"));
    }
    bound.addAll(command);
    List<String> said = new ArrayList<>();
    new Program(
            line -> {
              said.add(line);
              progress.output(source.withoutLogin(line));
            })
        .run(in, bound, environment, limit);
    return said;
  }

  private Map<String, String> environment(Map<String, String> ours, List<String> kept) {
    Map<String, String> environment = new HashMap<>(ours);
    kept.forEach(name ->
        Optional.ofNullable(caller.get(name)).ifPresent(value -> environment.put(name, value)));
    return environment;
  }

  @Override
  public void close() {
    try {
      Trees.remove(directory);
    } catch (IOException e) {
      progress.output(directory + " could not be removed: " + e);
    }
  }
}
