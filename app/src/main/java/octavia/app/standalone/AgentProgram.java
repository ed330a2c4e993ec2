package octavia.app.standalone;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import octavia.agent.Main;
import org.jspecify.annotations.Nullable;

/**
 * How an amphora's agent is run: this program's own JVM and jars, the options that the agent says,
 * and a start-up cache where the build made one.
 *
 * @param java the launcher of the JVM
 * @param classPath jars or directories, in order
 * @param cache the start-up cache; it counts only if the other options are those it was made with
 */
public record AgentProgram(Path java, String classPath, Optional<Path> cache) {
  private static final String MAIN = Main.class.getName();
  private static final List<String> OPTIONS = options();

  /** The agent of the program that runs here. */
  public static AgentProgram ofThisProgram() {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Optional<Path> jar = jarOfThisProgram();
    Optional<Path> cache = jar.flatMap(AgentProgram::cacheBeside).filter(Files::isReadable);
    String classPath = jar.map(Path::toString).orElse(System.getProperty("java.class.path"));
    return new AgentProgram(java, classPath, cache);
  }

  /** Where the build puts the cache of the agent that runs here; empty if it is not packaged. */
  public static Optional<Path> cacheOfThisProgram() {
    return jarOfThisProgram().flatMap(AgentProgram::cacheBeside);
  }

  /** The jar with the agent that runs here, which names the others; empty if it is not packaged. */
  public static Optional<Path> jarOfThisProgram() {
    return jarOf("octavia/agent/Main.class");
  }

  /** As the agent's own jar says, but for empty lines and comments. */
  private static List<String> options() {
    try (InputStream in = Main.class.getResourceAsStream("options.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the launcher lies; the current directory if this program is not packaged. */
  public static Path productDirectory() {
    // The build's layout: app/target/octavia/lib/*.jar.
    return jarOfThisProgram()
        .map(jar -> jar.resolve("../../../../..").normalize())
        .orElse(Path.of("").toAbsolutePath());
  }

  /** The command line that runs the agent. */
  public List<String> line(List<String> arguments) {
    List<String> line = start();
    cache.ifPresent(file -> line.add("-XX:AOTCache=" + file));
    return end(line, arguments);
  }

  /** The command line of a run whose classes go into a new cache. */
  public List<String> trainingLine(Path newCache, List<String> arguments) {
    List<String> line = start();
    line.add("-XX:AOTCacheOutput=" + newCache);
    return end(line, arguments);
  }

  /** What the command reads outside of the system's own directories. */
  public List<Path> directories() {
    List<Path> directories = new ArrayList<>();
    directories.add(Path.of(System.getProperty("java.home")));
    for (String entry : classPath.split(File.pathSeparator)) {
      Path path = Path.of(entry).toAbsolutePath();
      directories.add(Files.isDirectory(path) ? path : parent(path));
    }
    cache.ifPresent(file -> directories.add(parent(file)));
    return directories.stream().distinct().toList();
  }

  private static Path parent(Path file) {
    return Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
  }

  private List<String> start() {
    List<String> line = new ArrayList<>();
    line.add(java.toString());
    line.addAll(OPTIONS);
    return line;
  }

  private List<String> end(List<String> line, List<String> arguments) {
    line.addAll(List.of("-cp", classPath, MAIN));
    line.addAll(arguments);
    return List.copyOf(line);
  }

  /** The build's layout: {@code lib/*.jar} and beside lib the caches. */
  private static Optional<Path> cacheBeside(Path jar) {
    return Optional.ofNullable(jar.getParent())
        .map(Path::getParent)
        .map(built -> built.resolve("agent.aot"));
  }

  private static Optional<Path> jarOf(String resource) {
    @Nullable URL location = AgentProgram.class.getClassLoader().getResource(resource);
    if (location == null || !location.getProtocol().equals("jar")) {
      return Optional.empty();
    }
    try {
      JarURLConnection connection = (JarURLConnection) location.openConnection();
      return Optional.of(Path.of(connection.getJarFileURL().toURI()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a jar without a path: " + location, e);
    }
  }
}
