package octavia.image.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
  @TempDir private Path directory;

  /** What a program gets, but for what its shell sets by itself. */
  private Set<String> environment(Map<String, String> caller, Map<String, String> besides)
      throws InterruptedException {
    Set<String> lines = new TreeSet<>();
    new Program(lines::add, caller).run(directory, List.of("/usr/bin/env"), besides);
    return lines;
  }

  @Test
  void aProgramGetsWhatIsNeededAndNothingThatIsStray() throws InterruptedException {
    Map<String, String> kept =
        Map.of(
            "HOME", "/home",
            "LANG", "C.UTF-8",
            "LC_ALL", "C",
            "TMPDIR", "/scratch",
            "http_proxy", "http://proxy:1",
            "NO_PROXY", "local");
    Map<String, String> caller = new HashMap<>(kept);
    caller.putAll(
        Map.of(
            "PATH", "/evil", "LD_PRELOAD", "/evil.so", "JAVA_TOOL_OPTIONS", "-x", "DIB_X", "not"));
    Set<String> expected = new TreeSet<>();
    kept.forEach((name, value) -> expected.add(name + "=" + value));
    expected.add("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    assertThat(environment(caller, Map.of())).isEqualTo(expected);
  }

  @Test
  void whatItIsGivenCountsMore() throws InterruptedException {
    assertThat(
            environment(
                Map.of("HOME", "/home", "LANG", "C"),
                Map.of("HOME", "/other", "PATH", "/bin", "DIB_X", "y")))
        .containsExactly("DIB_X=y", "HOME=/other", "LANG=C", "PATH=/bin");
  }

  @Test
  void linesOfStrangersAreBoundedAndMoveNoTerminal() throws IOException {
    String said = "a\u001b[2Jb\u009b\u202e\tc\r\nnext\rlast\n\n" + "x".repeat(20_000);
    List<String> lines = new ArrayList<>();
    try (BufferedReader from = new BufferedReader(new StringReader(said))) {
      for (var line = Program.line(from); line.isPresent(); line = Program.line(from)) {
        lines.add(line.get());
      }
    }
    assertThat(lines).containsExactly("a?[2Jb??\tc", "next", "last", "", "x".repeat(10_000));
  }
}
