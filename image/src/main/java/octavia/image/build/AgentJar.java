package octavia.image.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * What an agent's jar says of itself, so that an image can have another agent than that of this
 * build.
 *
 * @param libraries names of the jars beside it
 * @param options of its Java machine
 * @param modules of the JDK that it needs
 */
record AgentJar(List<String> libraries, List<String> options, List<String> modules) {
  AgentJar {
    libraries = List.copyOf(libraries);
    options = List.copyOf(options);
    modules = List.copyOf(modules);
  }

  /**
   * Reads it.
   *
   * @throws BuildException if it does not say enough
   */
  static AgentJar read(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      List<String> options = lines(jar, "octavia/agent/options.txt");
      List<String> modules = lines(jar, "octavia/agent/modules.txt");
      String others =
          Optional.ofNullable(jar.getManifest())
              .map(manifest -> manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH))
              .orElseThrow(() ->
                  new BuildException(
                      "the agent in "
                          + file.getFileName()
                          + " does not name its libraries: its manifest has no Class-Path."));
      return new AgentJar(List.of(others.split(" ")), options, modules);
    }
  }

  /** But for empty ones and comments. */
  private static List<String> lines(JarFile jar, String name) throws IOException {
    ZipEntry entry = jar.getEntry(name);
    if (entry == null) {
      throw new BuildException(
          "the agent in "
              + Path.of(jar.getName()).getFileName()
              + " does not say how it is run: it has no "
              + name
              + ", as newer ones have.");
    }
    try (InputStream in = jar.getInputStream(entry)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    }
  }
}
