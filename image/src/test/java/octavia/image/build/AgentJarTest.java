package octavia.image.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentJarTest {
  private static final String OPTIONS = "octavia/agent/options.txt";
  private static final String MODULES = "octavia/agent/modules.txt";

  @TempDir private Path directory;

  private Path jar(Map<String, String> texts) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "a-1.jar b-2.jar");
    Path file = directory.resolve("agent-1.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest)) {
      for (Map.Entry<String, String> text : texts.entrySet()) {
        out.putNextEntry(new ZipEntry(text.getKey()));
        out.write(text.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return file;
  }

  @Test
  void anAgentSaysHowItIsRun() throws IOException {
    Path file =
        jar(Map.of(OPTIONS, "# why\n-Xmx1m\n\n -Xss1m\n", MODULES, "java.base\njava.xml\n"));
    assertThat(AgentJar.read(file))
        .isEqualTo(
            new AgentJar(
                List.of("a-1.jar", "b-2.jar"),
                List.of("-Xmx1m", "-Xss1m"),
                List.of("java.base", "java.xml")));
  }

  @Test
  void oneThatDoesNotIsRefused() throws IOException {
    Path file = jar(Map.of(OPTIONS, "-Xmx1m\n"));
    assertThatThrownBy(() -> AgentJar.read(file))
        .isInstanceOf(BuildException.class)
        .hasMessage(
            "the agent in agent-1.jar does not say how it is run: it has no "
                + MODULES
                + ", as newer ones have.");
  }
}
