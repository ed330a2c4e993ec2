package octavia.app;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** THIRD-PARTY.md names what the build resolves. */
class ThirdPartyTest {
  private static final Pattern RESOLVED =
      Pattern.compile("\\s+([\\w.-]+):([\\w.-]+):jar:([\\w.-]+):(?:compile|runtime).*");
  private static final Pattern NAMED =
      Pattern.compile("\\| ([\\w.-]+):([\\w.-]+) \\| (\\S+) \\| [^|]*\\S \\|");

  @Test
  void everyLibraryIsNamedWithVersionAndLicence() throws IOException {
    SortedSet<String> resolved = matches(Path.of("target/libraries.txt"), RESOLVED);
    assertThat(resolved).isNotEmpty();
    assertThat(matches(Path.of("../THIRD-PARTY.md"), NAMED)).isEqualTo(resolved);
  }

  private static SortedSet<String> matches(Path file, Pattern pattern) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .map(pattern::matcher)
          .filter(Matcher::matches)
          .map(line -> line.group(1) + ":" + line.group(2) + " " + line.group(3))
          .collect(toCollection(TreeSet::new));
    }
  }
}
